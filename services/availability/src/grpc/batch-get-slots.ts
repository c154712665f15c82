import type { BatchGetSlotsRequest } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Call } from '@calbridge/grpc'
import { render } from '../application/compose.ts'
import type { LookUpBatch } from '../application/look-up-batch.ts'
import type { Query, Source } from '../application/query.ts'
import type { RecordAnswer } from '../application/slot-history.ts'
import { type BatchQueriesDeps, batchQueries } from './batch-queries.ts'
import { type CallerDeps, deadlineOf, readerOf } from './caller.ts'
import { encodeAnswer } from './encode-answer.ts'
import { BatchWriter } from './encode-batch.ts'
import { parseBatch } from './parse-batch.ts'

export interface BatchGetSlotsDeps extends CallerDeps, BatchQueriesDeps {
  readonly lookUp: LookUpBatch
  readonly answerId: () => string
  readonly recordAnswer: RecordAnswer
  readonly onAnswer: (source: Source | 'failed', degraded: boolean, tookMs: number) => void
}

/** Of the caller's time, kept for each look-up's result to be written: 1,000 of six weeks each take 80 ms. */
const WRITING_MS = 0.1

/** Gives the response's bytes. What is wrong with one look-up is in its own result; only what is wrong with the batch refuses it whole. */
export const batchGetSlots =
  (deps: BatchGetSlotsDeps) =>
  async (request: BatchGetSlotsRequest, call: Call): Promise<Uint8Array> => {
    const { clock, onAnswer } = deps
    const startedMs = clock.monotonic()
    const tenant = readerOf(deps, call, request.context)
    const lookUps = parseBatch(request)
    const deadline = deadlineOf({ ...deps, marginMs: deps.marginMs + lookUps.length * WRITING_MS }, call)
    const queries = batchQueries(deps, lookUps, { tenant, nowMs: clock.now(), call })
    const { answers, upstreamCalls } = await deps.lookUp(queries.filter(isQuery), deadline)

    const results = new BatchWriter(upstreamCalls)
    const inOrder = answers.values()
    for (const [index, { id }] of lookUps.entries()) {
      const query = queries[index]!
      const answer = isQuery(query) ? inOrder.next().value! : query
      if (!isQuery(query) || answer instanceof AppError) {
        results.failure(id, AppError.from(answer))
        onAnswer('failed', true, clock.monotonic() - startedMs)
        continue
      }
      const answerId = deps.answerId()
      if (!results.slots(id, encodeAnswer(render(answer, query), answerId))) continue
      onAnswer(answer.source, answer.degraded, clock.monotonic() - startedMs)
      const about = { tenant: tenant.id, answerId, context: request.context, operation: 'BatchGetSlots' }
      deps.recordAnswer({ ...about, range: query.range, holder: query.holder, found: answer })
    }
    return results.finish()
  }

const isQuery = (query: Query | AppError): query is Query => !(query instanceof AppError)
