import { Histogram, Registry, register } from 'prom-client'
import { expect, it } from 'vitest'
import { hotCounter, hotHistogram } from './hot-metrics.ts'

it('a hot histogram is told as prom-client tells its own', async () => {
  const buckets = [0.1, 0.5, 1]
  const own = new Histogram({ name: 'x_seconds', help: 'x', labelNames: ['kind'], buckets, registers: [new Registry()] })
  const observe = hotHistogram({ name: 'x_seconds', help: 'x', buckets })({ kind: 'a' })
  for (const value of [0.05, 0.1, 0.3, 0.7, 5]) {
    observe(value)
    own.observe({ kind: 'a' }, value)
  }
  const registry = new Registry()
  registry.registerMetric(own)
  expect(await register.getSingleMetricAsString('x_seconds')).toBe(await registry.getSingleMetricAsString('x_seconds'))
})

it('a hot counter tells each series that has counted, and what it has counted', async () => {
  const series = hotCounter({ name: 'y_total', help: 'y' })
  const [a, b] = [series({ kind: 'a' }), series({ kind: 'b' })]
  series({ kind: 'never' })
  a()
  a()
  b()
  const text = await register.getSingleMetricAsString('y_total')
  expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual(['y_total{kind="a"} 2', 'y_total{kind="b"} 1'])
  expect(await register.getSingleMetricAsString('y_total')).toBe(text)
  series({ kind: 'a' })()
  expect(await register.getSingleMetricAsString('y_total')).toContain('y_total{kind="a"} 3')
})
