import { type FindCompositeSlotsRequest, StaffRule } from '@calbridge/contracts'
import type { Query } from '../application/query.ts'
import { parseFreshness } from './parse-freshness.ts'
import { parseRange } from './parse-query.ts'
import { wrong } from './wrong-field.ts'

const DEFAULT_LIMIT = 30
const LARGEST_LIMIT = 200
/** More than any branch has; each costs a look at every segment. */
const MOST_STAFF = 100

const STAFF_RULES: readonly StaffRule[] = Object.values(StaffRule).filter((rule) => rule >= 0)

/** Checks everything about the request that can be told without knowing the tenant. Throws `invalid_argument` with the field. */
export function parseComposite(
  request: FindCompositeSlotsRequest,
  nowMs: number,
  maxDays: number,
): Omit<Query, 'units'> & { readonly limit: number } {
  const { serviceId, branchId, staffIds, staffRule, limit, holder } = request
  if (serviceId === '') throw wrong('service_id', 'is required')
  if (branchId === '') throw wrong('branch_id', 'is required')
  if (staffIds.length > MOST_STAFF) throw wrong('staff_ids', `must be at most ${MOST_STAFF}`)
  if (!STAFF_RULES.includes(staffRule)) throw wrong('staff_rule', 'is not known')
  if (limit > LARGEST_LIMIT) throw wrong('limit', `must be at most ${LARGEST_LIMIT}`)
  const range = parseRange(request, nowMs, maxDays)
  return { range, ...parseFreshness(request), holder, limit: limit || DEFAULT_LIMIT }
}
