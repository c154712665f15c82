import { type LiveClaim, type Place, subtract } from './subtract.ts'

/**
 * Cal.com answers "none" when it cannot read a calendar. A day is suspect when it had slots a moment ago,
 * has none now, and the claims known here do not explain it.
 */
export function isSuspect(before: readonly number[], now: readonly number[], claims: readonly LiveClaim[], place: Place, nowMs: number) {
  return now.length === 0 && subtract(before, claims, place, { nowMs, holder: '' }).length > 0
}
