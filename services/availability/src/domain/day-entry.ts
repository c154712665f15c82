import { settlesAtMs } from './version.ts'

/** What Cal.com listed for one day, and under which versions it was asked. Times on Redis' clock. */
export interface DayEntry {
  /** Names the load that made it; no two loads share one. */
  readonly stamp: string
  /** Of the unit's resources, in their order, as they stood when the load began. */
  readonly versions: readonly string[]
  /** When the load began: nothing in it is newer. */
  readonly loadedAtMs: number
  readonly expiresAtMs: number
  /** Epoch seconds, ascending; claims not yet subtracted. */
  readonly starts: readonly number[]
  /** Suddenly empty without bookings that explain it: Cal.com may not have been able to read a calendar. */
  readonly suspect: boolean
  /** The clocks change near it, and its starts could not be held against the working hours: some may be none. */
  readonly unchecked?: boolean
  /** Loaded ahead of anybody's asking, by a warm-up. */
  readonly warmed?: boolean
}

/** Is nothing known to have changed since the entry was loaded? A version that differs means a change; age does not matter here. */
export const stands = ({ versions: then }: DayEntry, now: readonly string[]): boolean =>
  then.length === now.length && then.every((version, index) => version === now[index])

/** Of its life: the last part, in which it is asked for again, and what follows it, in which it is still given meanwhile. */
const LAST_PART = 0.2
/** What lives shorter ends for a reason that asking again does not move, such as the first slot's coming inside the notice. */
const SHORTEST_LIFE_MS = 30_000

/**
 * From here on the entry is asked for anew when somebody wants it, although it may still be given. What is suspect, at once;
 * what Cal.com has not settled, no earlier than that: it would be listed as wrongly.
 */
export function dueMs(entry: DayEntry): number {
  if (entry.suspect) return entry.loadedAtMs
  if (unsettled(entry) || lifeMs(entry) < SHORTEST_LIFE_MS) return entry.expiresAtMs
  return entry.expiresAtMs - LAST_PART * lifeMs(entry)
}

/** Until here the entry may be given while it is asked for anew: a little after its time, and never what is doubtful. */
export const overdueUntilMs = (entry: DayEntry, mostMs: number): number =>
  unsettled(entry) || entry.suspect ? entry.expiresAtMs : entry.expiresAtMs + Math.min(mostMs, LAST_PART * lifeMs(entry))

/** Is it worth loading with others, where that costs nothing? From half of its life on: what is loaded together stays together. */
export const pastItsHalf = (entry: DayEntry, nowMs: number): boolean => nowMs >= entry.loadedAtMs + lifeMs(entry) / 2

const lifeMs = ({ loadedAtMs, expiresAtMs }: DayEntry): number => expiresAtMs - loadedAtMs

const unsettled = ({ versions, loadedAtMs }: DayEntry): boolean => settlesAtMs(versions) > loadedAtMs
