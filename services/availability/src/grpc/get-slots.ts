import { type GetSlotsRequest, GetSlotsResponse } from '@calbridge/contracts'
import { AppError, type Clock } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { Deadline } from '../application/deadline.ts'
import type { AnswerSlots } from '../application/look-up.ts'
import { type Answer, SOURCE, type Source } from '../application/query.ts'
import type { unitResolver } from '../application/units.ts'
import { parseQuery } from './parse-query.ts'

export interface GetSlotsDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly answer: AnswerSlots
  readonly clock: Clock
  readonly answerId: () => string
  readonly maxDays: number
  /** For callers that name no deadline. */
  readonly defaultDeadlineMs: number
  /** Of the caller's time, kept for the answer's way back. */
  readonly marginMs: number
  readonly onAnswer: (source: Source | 'failed', degraded: boolean, tookMs: number) => void
}

/** Nobody is kept waiting longer, whatever he asks for. */
const LONGEST_MS = 60_000

/** Gives the response's bytes: those of its days are kept encoded, and only the fields behind them are written per answer. */
export const getSlots =
  (deps: GetSlotsDeps) =>
  async (request: GetSlotsRequest, call: Call): Promise<Uint8Array> => {
    const { clock, onAnswer } = deps
    const startedMs = clock.monotonic()
    requirePermission(call, 'read')
    const tenantId = requireTenant(call, request.context)
    const query = parseQuery(request, clock.now(), deps.maxDays)
    const tenant = deps.directory.tenant(tenantId)
    if (!tenant) throw new AppError('not_found', 'unknown tenant', { field: 'context.tenant' })
    const units = deps.resolveUnits(tenant, request)

    const askedMs = call.deadlineMs === undefined ? deps.defaultDeadlineMs : call.remainingMs() - deps.marginMs
    try {
      const answer = await deps.answer({ ...query, units }, new Deadline(clock, Math.min(askedMs, LONGEST_MS)))
      onAnswer(answer.source, answer.degraded, clock.monotonic() - startedMs)
      return encode(answer, deps.answerId())
    } catch (error) {
      onAnswer('failed', true, clock.monotonic() - startedMs)
      throw error
    }
  }

function encode({ days, source, ageMs, asOfMs, degraded, missingDays, upstreamCalls }: Answer, answerId: string): Uint8Array {
  const tail = { days: [], source: SOURCE[source], ageMs, asOfMs, degraded, answerId, upstreamCalls, missingDays }
  return Buffer.concat([...days, GetSlotsResponse.encode(tail).finish()])
}
