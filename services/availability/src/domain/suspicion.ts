import { type DayEntry, stands } from './day-entry.ts'
import { type LiveClaim, type Place, subtract } from './subtract.ts'

/**
 * Cal.com answers "none" when it cannot read a calendar. A day is suspect when it had slots a moment ago,
 * has none now, and the claims known here do not explain it.
 */
export function isSuspect(before: readonly number[], now: readonly number[], claims: readonly LiveClaim[], place: Place, nowMs: number) {
  return now.length === 0 && subtract(before, claims, place, { nowMs, holder: '' }).length > 0
}

/**
 * A calendar that could not be read is readable again within seconds, and what a host changes by himself seldom falls into the
 * minutes after an empty answer: later than this, nobody can tell the one from the other.
 */
const TELLABLE_MS = 10 * 60_000

/**
 * Was it wrong that nothing was free? So it was when the next load, minutes later, finds what can be had, although nothing is known
 * to have changed since. An upper bound: hours that a host opened just then count as well.
 */
export function wasFalselyEmpty(
  before: DayEntry,
  { starts, versions, loadedAtMs }: Pick<DayEntry, 'starts' | 'versions' | 'loadedAtMs'>,
  claims: readonly LiveClaim[],
  place: Place,
): boolean {
  if (before.starts.length > 0 || loadedAtMs - before.loadedAtMs > TELLABLE_MS || !stands(before, versions)) return false
  return subtract(starts, claims, place, { nowMs: loadedAtMs, holder: '' }).length > 0
}
