export interface Stage {
  readonly gapMinMs: number
  readonly gapMaxMs: number
  /** Of those who can do it; at least one. */
  readonly durationsMs: readonly number[]
}

/** How long after the first segment's start each can begin: at the earliest, and the longest way through. */
export interface Reach {
  readonly earliestMs: number
  readonly latestMs: number
}

export function reachOf(stages: readonly Stage[]): Reach[] {
  let at: Reach = { earliestMs: 0, latestMs: 0 }
  return stages.map(({ gapMinMs, gapMaxMs, durationsMs }) => {
    const begins = at
    at = {
      earliestMs: at.earliestMs + Math.min(...durationsMs) + gapMinMs,
      latestMs: at.latestMs + Math.max(...durationsMs) + gapMaxMs,
    }
    return begins
  })
}
