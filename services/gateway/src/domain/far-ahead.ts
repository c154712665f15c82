/** As far as availability answers; who names a later time has mistaken the year. */
const MOST_AHEAD_MS = 400 * 86_400_000

export const TOO_FAR_AHEAD = 'must be at most 400 days ahead'

export const isTooFarAhead = (ms: number, nowMs: number): boolean => ms - nowMs > MOST_AHEAD_MS
