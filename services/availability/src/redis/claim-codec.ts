import type { Claim } from '@calbridge/contracts'
import type { LiveClaim } from '../domain/subtract.ts'
import { DAY_MS, dayStartMs, daysOf } from '../domain/utc-day.ts'
import { placeToken } from './keys.ts'

/** A claim longer than this is cut: no loop without an end. */
const MAX_DAYS = 400

/** [place, field, value, expires at]: one claim on one of its days, as the scripts take it. */
export type ClaimRow = readonly [string, string, string, number]

/** A day's claims are dropped two days after it: nobody asks then, and late events still find them. */
const KEPT_AFTER_MS = 2 * DAY_MS

/** A row for each day that the claim touches. */
export function claimRows({ resource, fromMs, toMs, expiresAtMs, appointmentUid, segmentIndex }: Claim): ClaimRow[] {
  if (toMs <= fromMs) return []
  return daysOf(fromMs, toMs - 1)
    .slice(0, MAX_DAYS)
    .map((day) => [
      placeToken(resource, day),
      `${appointmentUid}/${segmentIndex}/${fromMs}`,
      `${fromMs},${toMs},${expiresAtMs}`,
      dayStartMs(day + 1) + KEPT_AFTER_MS,
    ])
}

/** From the field and value of a resource's hash. */
export function decodeClaim(resource: string, field: string, value: string): LiveClaim {
  const [fromMs = 0, toMs = 0, expiresAtMs = 0] = value.split(',').map(Number)
  return { resource, fromMs, toMs, expiresAtMs, appointmentUid: field.slice(0, field.indexOf('/')) }
}
