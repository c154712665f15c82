import { DAY_MS, dayStartMs, type EpochDay } from './utc-day.ts'

export interface Loaded {
  readonly day: EpochDay
  readonly starts: readonly number[]
  readonly loadedAtMs: number
  readonly noticeMs: number
  /** See `settlesAtMs`. */
  readonly settlesAtMs: number
  readonly suspect: boolean
  /** 0 to 1; spreads expiries so that days loaded together do not go cold together. */
  readonly random: number
}

const SECOND_MS = 1_000
const FEW_SLOTS = 5
const FAR_AHEAD_MS = 7 * DAY_MS
const SUSPECT_MS = 60 * SECOND_MS
/** Never longer than the table says. */
const JITTER = 0.1

/** When a day that was just loaded goes cold. */
export function expiryMs(loaded: Loaded): number {
  const { starts, loadedAtMs, noticeMs } = loaded
  const byAge = loadedAtMs + timeToLiveMs(loaded) * (1 - JITTER * loaded.random)
  // Cal.com's answer is wrong for 2 s after a change: kept until then, and asked once more.
  const bySettling = loaded.settlesAtMs > loadedAtMs ? loaded.settlesAtMs : Number.POSITIVE_INFINITY
  // Once the first slot that could be booked is inside the notice, the answer would offer it in vain.
  const first = starts.find((start) => start * SECOND_MS - noticeMs > loadedAtMs)
  const byFirstSlot = first === undefined ? Number.POSITIVE_INFINITY : first * SECOND_MS - noticeMs
  return Math.floor(Math.min(byAge, bySettling, byFirstSlot))
}

/** The operator's table (A4): the fuller and the nearer, the longer. */
export function timeToLiveMs({ day, starts, loadedAtMs, suspect }: Pick<Loaded, 'day' | 'starts' | 'loadedAtMs' | 'suspect'>): number {
  if (suspect) return SUSPECT_MS
  if (dayStartMs(day + 1) <= loadedAtMs) return 3_600 * SECOND_MS
  if (starts.length === 0) return 60 * SECOND_MS
  if (starts.length < FEW_SLOTS) return 180 * SECOND_MS
  if (dayStartMs(day) - loadedAtMs > FAR_AHEAD_MS) return 600 * SECOND_MS
  return 300 * SECOND_MS
}
