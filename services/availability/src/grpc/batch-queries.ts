import type { BatchLookUp, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requireTenant } from '@calbridge/grpc'
import type { Query } from '../application/query.ts'
import type { unitResolver } from '../application/units.ts'
import { epochDay } from '../domain/utc-day.ts'
import { batchFull } from './encode-batch.ts'
import { parseQuery } from './parse-query.ts'
import { wrong } from './wrong-field.ts'

/** Days of event types in one batch: with a dozen slots a day the answer is full by then, so nothing is looked up in vain. */
const MOST_DAYS = 40_000

export interface BatchQueriesDeps {
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly maxDays: number
}

/** What each look-up asks for, or why it cannot be looked up: its own failure, which the others have no part in. */
export function batchQueries(
  { resolveUnits, maxDays }: BatchQueriesDeps,
  lookUps: readonly BatchLookUp[],
  { tenant, nowMs, call }: { readonly tenant: Tenant; readonly nowMs: number; readonly call: Pick<Call, 'principal'> },
): (Query | AppError)[] {
  const principal = { ...call.principal, tenant: tenant.id }
  let days = 0
  return lookUps.map(({ request }) => {
    try {
      if (!request) throw wrong('request', 'is required')
      requireTenant({ principal }, request.context)
      const query = { ...parseQuery(request, nowMs, maxDays), units: resolveUnits(tenant, request) }
      days += query.units.length * (epochDay(query.range.toMs) - epochDay(query.range.fromMs) + 1)
      if (days > MOST_DAYS) throw batchFull()
      return query
    } catch (error) {
      return AppError.from(error)
    }
  })
}
