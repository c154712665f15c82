import type { GetAnswersRequest, GetAnswersResponse, PastAnswer as PastAnswerMessage, PastDay } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission } from '@calbridge/grpc'
import { type AnswerKey, type HistoryStore, MAX_ID_CHARS, type PastAnswer } from '../application/history-store.ts'
import { SOURCE } from '../application/query.ts'
import { offeredOf, verdictOf } from '../domain/day-view.ts'
import { type CallerDeps, readerOf } from './caller.ts'
import { LATEST_MS } from './parse-query.ts'
import { wrong } from './wrong-field.ts'

export interface GetAnswersDeps extends Pick<CallerDeps, 'directory'> {
  readonly find: HistoryStore['find']
}

/** Bounds the answer to about a megabyte, also where each look-up was of two months and many hosts. */
const LIMIT = { answers: 200, days: 2_000 } as const

/** What others were told, so that only who may see all of the tenant's calls may ask. */
export const getAnswers =
  ({ directory, find }: GetAnswersDeps) =>
  async (request: GetAnswersRequest, call: Call): Promise<GetAnswersResponse> => {
    requirePermission(call, 'admin')
    const tenant = readerOf({ directory }, call, request.context)
    const { key, field, id } = parseId(request)
    const { startMs } = request
    if (startMs < 0 || startMs > LATEST_MS) throw wrong('start_ms', 'must be an instant, epoch milliseconds')

    const answers = await find(tenant.id, key, id, LIMIT)
    if (answers.length === 0) throw new AppError('not_found', 'no answer is kept under this id', { field })
    return { answers: answers.map((answer) => messageOf(answer, startMs)) }
  }

interface AskedId {
  readonly key: AnswerKey
  readonly field: string
  readonly id: string
}

function parseId({ answerId, requestId, callId }: GetAnswersRequest): AskedId {
  const ids: AskedId[] = [
    { key: 'answerId', field: 'answer_id', id: answerId },
    { key: 'requestId', field: 'request_id', id: requestId },
    { key: 'callId', field: 'call_id', id: callId },
  ]
  const [asked, second] = ids.filter(({ id }) => id !== '')
  if (!asked) throw wrong('answer_id', 'or request_id or call_id is required')
  if (second) throw wrong(second.field, `must be empty beside ${asked.field}`)
  if (asked.id.length > MAX_ID_CHARS) throw wrong(asked.field, `must have at most ${MAX_ID_CHARS} characters`)
  return asked
}

function messageOf(answer: PastAnswer, startMs: number): PastAnswerMessage {
  const { answerId, requestId, callId, operation, nowMs, range, ageMs, degraded, missingDays } = answer
  const days = answer.days.map((day): PastDay => {
    const { eventTypeId, staffId, stamp, loadedAtMs, listed } = day
    return {
      eventTypeId,
      staffId,
      epochDay: day.day,
      starts: offeredOf(day, answer),
      listed: [...listed],
      stamp,
      loadedAtMs,
      source: SOURCE[day.source],
      verdict: startMs === 0 ? '' : verdictOf(day, answer, startMs),
    }
  })
  return {
    answerId,
    requestId,
    callId,
    answeredAtMs: nowMs,
    operation,
    ...range,
    source: SOURCE[answer.source],
    ageMs,
    degraded,
    missingDays,
    days,
  }
}
