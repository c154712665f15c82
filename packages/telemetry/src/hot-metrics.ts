import { Counter, type Metric, register } from 'prom-client'

// For code that runs many thousand times a second: prom-client hashes a call's labels anew each time, which costs a cached
// look-up more than its slots do. Here each series is made once, and counting in it allocates and hashes nothing.

interface HotMetric {
  /** Unique in the process. */
  readonly name: string
  readonly help: string
}

type Labels = Readonly<Record<string, string>>

/** A counter whose series are known beforehand: gives a function per series. */
export function hotCounter({
  name,
  help,
  labelNames,
}: HotMetric & { readonly labelNames: readonly string[] }): (labels: Labels) => () => void {
  const series: { readonly labels: Labels; count: number }[] = []
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    collect() {
      this.reset()
      for (const { labels, count } of series) if (count > 0) this.inc({ ...labels }, count)
    },
  })
  return (labels) => {
    const one = { labels, count: 0 }
    series.push(one)
    return () => {
      one.count++
    }
  }
}

/** A histogram whose series are known beforehand: gives a function per series, which takes a value in the buckets' unit. */
export function hotHistogram({
  name,
  help,
  buckets,
}: HotMetric & { readonly buckets: readonly number[] }): (labels: Labels) => (value: number) => void {
  const series: { readonly labels: Labels; readonly counts: Float64Array; sum: number }[] = []
  const values = () => series.filter(({ counts }) => counts.some((count) => count > 0)).flatMap(valuesOf)
  const get = async () => ({ name, help, type: 'histogram', values: values(), aggregator: 'sum' })
  register.registerMetric({ name, help, type: 'histogram', get, reset: () => {} } as unknown as Metric)

  const valuesOf = ({ labels, counts, sum }: (typeof series)[number]) => {
    let below = 0
    const rows = [...counts].map((count, bucket) => {
      below += count
      return { metricName: `${name}_bucket`, labels: { le: bucket < buckets.length ? buckets[bucket]! : '+Inf', ...labels }, value: below }
    })
    return [...rows, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: below }]
  }
  return (labels) => {
    const one = { labels, counts: new Float64Array(buckets.length + 1), sum: 0 }
    series.push(one)
    return (value) => {
      let bucket = 0
      while (bucket < buckets.length && value > buckets[bucket]!) bucket++
      one.counts[bucket]!++
      one.sum += value
    }
  }
}
