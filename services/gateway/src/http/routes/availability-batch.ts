import type { BatchResult, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { isErrorCode } from '@calbridge/grpc'
import type { Availability } from '../../backends.ts'
import { someoneCan } from '../../domain/someone-can.ts'
import { batchOf, type NamedLookUp } from '../commands/batch.ts'
import { slotsRequestOf } from '../commands/simple.ts'
import { presentAvailability, presentNobody } from '../present/availability.ts'
import { PLAIN, problemAnswer } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { batchAnswer, batchRequest } from '../schemas/batch.ts'

const WORDING = { ...PLAIN, failed: 'Failed to get availability' }

export const availabilityBatch = (availability: Pick<Availability, 'batchGetSlots'>, lookUpMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/availability/batch',
    operationId: 'availabilityBatch',
    summary: 'What is free, for up to 100 look-ups at once; what is wrong with one of them is told in its place',
    permission: 'read',
    limit: 'availability',
    body: batchRequest,
    answers: { 200: batchAnswer },
    problems: [503, 504],
    wording: WORDING,
    handle: async ({ tenant, context, body, nowMs, signal, requestId }) => {
      const batch = batchOf(body.look_ups, tenant, nowMs)
      const lookUps = batch.flatMap(({ lookUp }, index) =>
        lookUp && someoneCan(tenant, lookUp) ? [{ id: String(index), request: slotsRequestOf(lookUp) }] : [],
      )
      const { results, upstreamCalls } =
        lookUps.length === 0
          ? { results: [], upstreamCalls: 0 }
          : await availability.batchGetSlots({ context, lookUps }, { tenant: tenant.id, timeoutMs: lookUpMs, signal })
      const byIndex = new Map(results.map((result) => [result.id, result]))
      const shown = batch.map((named, index) => {
        try {
          return { id: named.id, ...present(named, byIndex.get(String(index)), tenant) }
        } catch (cause) {
          return { id: named.id, error: problemAnswer(cause, WORDING, requestId).body }
        }
      })
      return { status: 200, body: { results: shown, meta: { upstream_calls: upstreamCalls } } }
    },
  })

function present({ lookUp, problem }: NamedLookUp, result: BatchResult | undefined, tenant: Tenant) {
  if (!lookUp) throw problem
  if (!result) return presentNobody(lookUp)
  if (result.outcome?.$case === 'slots') return presentAvailability(result.outcome.value, lookUp, tenant)
  const { code = '', message = 'internal error', ...details } = result.outcome?.value ?? {}
  throw new AppError(isErrorCode(code) ? code : 'internal', message, withoutBlanks(details))
}

/** On the wire, blank and 0 mean that there is none. */
const withoutBlanks = <T extends object>(details: T): Partial<T> =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '' && value !== 0)) as Partial<T>
