import { testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { type MetricsServerOptions, startMetricsServer } from './metrics-server.ts'

async function served(ready: MetricsServerOptions['ready'], path: string) {
  const { port } = await startMetricsServer({ host: '127.0.0.1', port: 0, ready }, testScope())
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, body: await response.text() }
}

it('serves Prometheus metrics, with those of the process', async () => {
  const { status, body } = await served(() => true, '/metrics')
  expect(status).toBe(200)
  expect(body).toContain('process_cpu_user_seconds_total')
})

it('is alive whatever is not ready', async () => {
  expect((await served(() => false, '/livez')).status).toBe(200)
})

it('is ready when all checks hold', async () => {
  expect(await served({ kafka: () => true, mysql: async () => true }, '/readyz')).toEqual({ status: 200, body: '{"ready":true}' })
})

it('names what is not ready: what says so, what throws, and what hangs', async () => {
  const checks = {
    redis: () => new Promise<boolean>(() => {}),
    kafka: () => false,
    mysql: () => Promise.reject(new Error('secret')),
    cache: () => true,
  }
  expect(await served(checks, '/readyz')).toEqual({ status: 503, body: '{"ready":false,"not_ready":["kafka","mysql","redis"]}' })
})

it('knows no other path', async () => {
  expect((await served(() => true, '/')).status).toBe(404)
})
