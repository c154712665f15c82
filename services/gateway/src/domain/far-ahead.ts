/** No calendar is open for longer; who names a later time has mistaken the year. */
const MOST_AHEAD_MS = 2 * 366 * 86_400_000

export const TOO_FAR_AHEAD = 'must be at most two years ahead'

export const isTooFarAhead = (ms: number, nowMs: number): boolean => ms - nowMs > MOST_AHEAD_MS
