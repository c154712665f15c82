import { type Metric, register } from 'prom-client'

// For code that runs many thousand times a second: prom-client hashes a call's labels anew each time, which costs a cached
// look-up more than its slots do. Here each series is made once, and counting in it allocates and hashes nothing.

type Labels = Readonly<Record<string, string>>

interface Described {
  /** Unique in the process. */
  readonly name: string
  readonly help: string
}

interface Value {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

interface Kind<Series> {
  readonly type: 'counter' | 'histogram'
  readonly begin: () => Series
  /** Nothing where nothing was counted. */
  readonly values: (labels: Labels, series: Series) => Value[]
}

/** Series by their labels, told to prom-client's registry when it asks. The same labels give the same series. */
function hotMetric<Series>({ name, help }: Described, { type, begin, values }: Kind<Series>): (labels: Labels) => { series: Series } {
  const known = new Map<string, { readonly labels: Labels; series: Series }>()
  const get = async () => ({
    name,
    help,
    type,
    aggregator: 'sum',
    values: [...known.values()].flatMap(({ labels, series }) => values(labels, series)),
  })
  const reset = () => {
    for (const one of known.values()) one.series = begin()
  }
  register.registerMetric({ name, help, type, get, reset } as unknown as Metric)
  return (labels) => {
    const key = JSON.stringify(Object.entries(labels).sort())
    const one = known.get(key) ?? { labels, series: begin() }
    known.set(key, one)
    return one
  }
}

/** A counter whose series are known beforehand: gives a function per series. */
export function hotCounter(described: Described): (labels: Labels) => () => void {
  const seriesOf = hotMetric(described, {
    type: 'counter',
    begin: () => ({ count: 0 }),
    values: (labels, { count }) => (count > 0 ? [{ labels, value: count }] : []),
  })
  return (labels) => {
    const one = seriesOf(labels)
    return () => {
      one.series.count++
    }
  }
}

/** A histogram whose series are known beforehand: gives a function per series, which takes a value in the buckets' unit. */
export function hotHistogram({
  buckets,
  ...described
}: Described & { readonly buckets: readonly number[] }): (labels: Labels) => (value: number) => void {
  const { name } = described
  const seriesOf = hotMetric(described, {
    type: 'histogram',
    begin: () => ({ counts: new Float64Array(buckets.length + 1), sum: 0 }),
    values: (labels, { counts, sum }) => {
      let below = 0
      const rows: Value[] = [...counts].map((count, bucket) => {
        below += count
        return { metricName: `${name}_bucket`, labels: { le: buckets[bucket] ?? '+Inf', ...labels }, value: below }
      })
      if (below === 0) return []
      return [...rows, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: below }]
    },
  })
  return (labels) => {
    const one = seriesOf(labels)
    return (value) => {
      const { series } = one
      let bucket = 0
      while (bucket < buckets.length && value > buckets[bucket]!) bucket++
      series.counts[bucket]!++
      series.sum += value
    }
  }
}
