import type { GetSlotsRequest } from '@calbridge/contracts'
import type { Query } from '../application/query.ts'
import type { Range } from '../domain/cached-day.ts'
import { HORIZON_MS } from '../domain/horizon.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import { parseFreshness } from './parse-freshness.ts'
import { wrong } from './wrong-field.ts'

/** 9999-12-31: what lies beyond is no date for anybody. */
export const LATEST_MS = 253_402_300_799_000
const LONGEST_MIN = 1_440

/** Checks everything about the request that can be told without knowing the tenant. Throws `invalid_argument` with the field. */
export function parseQuery(request: GetSlotsRequest, nowMs: number, maxDays: number): Omit<Query, 'units'> {
  const { holder, durationMin } = request
  checkName(request)
  const range = parseRange(request, nowMs, maxDays)
  if (durationMin > LONGEST_MIN) throw wrong('duration_min', `must be at most ${LONGEST_MIN}`)
  return { range, ...parseFreshness(request), holder }
}

/** Throws `invalid_argument` with `from_ms` or `to_ms`. */
export function parseRange({ fromMs, toMs }: Range, nowMs: number, maxDays: number): Range {
  if (fromMs <= 0 || fromMs > LATEST_MS) throw wrong('from_ms', 'must be an instant, epoch milliseconds')
  if (toMs <= 0 || toMs > LATEST_MS) throw wrong('to_ms', 'must be an instant, epoch milliseconds')
  if (toMs < fromMs) throw wrong('to_ms', 'must not be before from_ms')
  if (toMs - fromMs > maxDays * DAY_MS) throw wrong('to_ms', `must be at most ${maxDays} days after from_ms`)
  if (toMs < nowMs) throw wrong('to_ms', 'is in the past')
  if (fromMs > nowMs + HORIZON_MS) throw wrong('from_ms', `must be at most ${HORIZON_MS / DAY_MS} days ahead`)
  return { fromMs, toMs }
}

function checkName({ eventTypeId, serviceId, branchId, staffId, segmentKey }: GetSlotsRequest): void {
  if (eventTypeId === '' && serviceId === '') throw wrong('event_type_id', 'or service_id is required')
  if (eventTypeId !== '' && !/^\d{1,15}$/.test(eventTypeId)) throw wrong('event_type_id', 'must be a number')
  if (eventTypeId === '') return
  for (const [field, value] of Object.entries({ service_id: serviceId, branch_id: branchId, staff_id: staffId, segment_key: segmentKey })) {
    if (value !== '') throw wrong(field, 'must be empty beside event_type_id')
  }
}
