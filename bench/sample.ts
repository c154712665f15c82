/** What became of the runs of one measure. */
export interface Runs {
  readonly min: number
  readonly median: number
  readonly max: number
}

/**
 * The smallest sample that at least `share` (0 to 1) of the samples do not exceed: nearest rank over the raw samples,
 * nothing interpolated, so that the answer is something that was seen. NaN without samples.
 */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN
  const sorted = Float64Array.from(samples).sort()
  const rank = Math.ceil(share * sorted.length)
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1]!
}

/** The middle value; of an even number the mean of the two in the middle. NaN without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const runsOf = (values: readonly number[]): Runs =>
  values.length === 0
    ? { min: Number.NaN, median: Number.NaN, max: Number.NaN }
    : { min: Math.min(...values), median: median(values), max: Math.max(...values) }

/** Each of `ours` over the one of `theirs` that was measured beside it. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, run) => value / (theirs[run] ?? Number.NaN))
