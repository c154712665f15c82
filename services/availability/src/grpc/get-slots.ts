import type { GetSlotsRequest } from '@calbridge/contracts'
import type { Call } from '@calbridge/grpc'
import type { AnswerSlots } from '../application/look-up.ts'
import type { Source } from '../application/query.ts'
import type { RecordAnswer } from '../application/slot-history.ts'
import type { unitResolver } from '../application/units.ts'
import { type CallerDeps, deadlineOf, readerOf } from './caller.ts'
import { encodeAnswer } from './encode-answer.ts'
import { parseQuery } from './parse-query.ts'

export interface GetSlotsDeps extends CallerDeps {
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly answer: AnswerSlots
  readonly answerId: () => string
  readonly maxDays: number
  readonly recordAnswer: RecordAnswer
  readonly onAnswer: (source: Source | 'failed', degraded: boolean, tookMs: number) => void
}

/** Gives the response's bytes: those of its days are kept encoded, and only the fields behind them are written per answer. */
export const getSlots =
  (deps: GetSlotsDeps) =>
  async (request: GetSlotsRequest, call: Call): Promise<Uint8Array> => {
    const { clock, onAnswer } = deps
    const startedMs = clock.monotonic()
    const tenant = readerOf(deps, call, request.context)
    const query = parseQuery(request, clock.now(), deps.maxDays)
    const units = deps.resolveUnits(tenant, request)
    try {
      const answer = await deps.answer({ ...query, units }, deadlineOf(deps, call))
      onAnswer(answer.source, answer.degraded, clock.monotonic() - startedMs)
      const answerId = deps.answerId()
      const { range, holder } = query
      deps.recordAnswer({ tenant: tenant.id, answerId, context: request.context, operation: 'GetSlots', range, holder, found: answer })
      return encodeAnswer(answer, answerId)
    } catch (error) {
      onAnswer('failed', true, clock.monotonic() - startedMs)
      throw error
    }
  }
