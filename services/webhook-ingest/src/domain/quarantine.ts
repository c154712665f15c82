import type { CalcomWebhook } from '@calbridge/calcom'

/** Why a delivery is kept and goes nowhere. */
export type Quarantine =
  | 'unhandled_trigger' // nothing here acts on it
  | 'no_booking_uid' // a test, or not Cal.com's
  | 'unknown_event_type' // nobody's here, or another tenant's: nothing is told of the difference
  | 'no_time' // a booking without a time, or with one that no database holds

export interface Known {
  /** What booking acts on; undefined for other triggers. */
  readonly trigger: string | undefined
  readonly isOurs: (eventTypeId: string) => boolean
}

const UID = /^[\w-]{1,64}$/

/** Undefined for what goes on to booking. */
export function whyQuarantined(parsed: CalcomWebhook, { trigger, isOurs }: Known): Quarantine | undefined {
  if (!trigger) return 'unhandled_trigger'
  if (!parsed.uid || !UID.test(parsed.uid)) return 'no_booking_uid'
  if (parsed.eventTypeId !== undefined && !isOurs(String(parsed.eventTypeId))) return 'unknown_event_type'
  if (trigger !== 'BOOKING_NO_SHOW_UPDATED' && !(isStorable(parsed.startMs) && isStorable(parsed.endMs))) return 'no_time'
  return undefined
}

const EARLIEST_MS = Date.UTC(2000)
// A TIMESTAMP ends in January 2038.
const LATEST_MS = Date.UTC(2038)

/** A time that a TIMESTAMP column holds. One that it does not hold would stop a consumer for good. */
export const isStorable = (ms: number | undefined): ms is number => ms !== undefined && ms >= EARLIEST_MS && ms < LATEST_MS
