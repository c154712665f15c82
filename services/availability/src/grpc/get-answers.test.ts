import { GetAnswersRequest, Source } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import type { Call } from '@calbridge/grpc'
import { manualClock } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import type { PastAnswer } from '../application/history-store.ts'
import { viewOf } from '../domain/day-view.ts'
import { at, seconds } from '../domain/testing.ts'
import { cachedDay, NOW, RANGE } from '../testing/answers.ts'
import { getAnswers } from './get-answers.ts'

const PAST: PastAnswer = {
  answerId: 'answer-1',
  requestId: 'request-1',
  callId: 'call-1',
  operation: 'GetSlots',
  range: RANGE,
  nowMs: NOW,
  source: 'l2',
  ageMs: 1_000,
  degraded: true,
  missingDays: 1,
  days: [{ ...viewOf(cachedDay(), '', NOW), source: 'l2' }],
}

function handler(kept: readonly PastAnswer[] = [PAST]) {
  const asked: unknown[] = []
  const handle = getAnswers({
    directory: memoryDirectory([salonTenant()], manualClock()),
    find: async (...ask) => {
      asked.push(ask.slice(0, 3))
      return kept
    },
  })
  const ask = (request: Partial<GetAnswersRequest>, permission = 'admin', tenant: string = SALON.tenant) => {
    const call: Call = {
      principal: { kind: 'api_key', tenant, permissions: new Set([permission]) },
      signal: new AbortController().signal,
      deadlineMs: undefined,
      remainingMs: () => 1_000,
      traceparent: '',
    }
    return handle(GetAnswersRequest.fromPartial(request), call)
  }
  return { asked, ask }
}

it.each([
  { request: { answerId: 'x' }, key: 'answerId' },
  { request: { requestId: 'x' }, key: 'requestId' },
  { request: { callId: 'x' }, key: 'callId' },
])('looks by $key, for the caller’s tenant alone', async ({ request, key }) => {
  const { ask, asked } = handler()
  await ask(request)
  expect(asked).toEqual([[SALON.tenant, key, 'x']])
})

it('tells the answer as it was given, and of the start that is asked about why it was in it or not', async () => {
  const { answers } = await handler().ask({ callId: 'call-1', startMs: at('09:15') })
  expect(answers).toEqual([
    {
      answerId: 'answer-1',
      requestId: 'request-1',
      callId: 'call-1',
      operation: 'GetSlots',
      answeredAtMs: NOW,
      ...RANGE,
      source: Source.SOURCE_L2,
      ageMs: 1_000,
      degraded: true,
      missingDays: 1,
      days: [
        {
          eventTypeId: '1',
          staffId: 'anna',
          epochDay: Math.floor(NOW / 86_400_000),
          starts: seconds('09:00', '09:30'),
          listed: seconds('09:00', '09:30'),
          stamp: 'load-1',
          loadedAtMs: NOW - 1_000,
          source: Source.SOURCE_L2,
          verdict: 'not_listed',
        },
      ],
    },
  ])
  expect((await handler().ask({ callId: 'call-1' })).answers[0]!.days[0]!.verdict).toBe('')
})

describe('is refused:', () => {
  it.each([
    { name: 'no id', request: {}, field: 'answer_id' },
    { name: 'two ids', request: { answerId: 'x', callId: 'y' }, field: 'call_id' },
    { name: 'too long an id', request: { requestId: 'x'.repeat(101) }, field: 'request_id' },
    { name: 'a negative start', request: { callId: 'x', startMs: -1 }, field: 'start_ms' },
    { name: 'a start beyond all dates', request: { callId: 'x', startMs: 9e15 }, field: 'start_ms' },
  ])('$name, naming $field', async ({ request, field }) => {
    await expect(handler().ask(request)).rejects.toMatchObject({ code: 'invalid_argument', field })
  })

  it('an id under which nothing is kept, naming it', async () => {
    await expect(handler([]).ask({ requestId: 'x' })).rejects.toMatchObject({ code: 'not_found', field: 'request_id' })
  })

  it('a key that may only read: these are other people’s calls', async () => {
    await expect(handler().ask({ callId: 'x' }, 'read')).rejects.toMatchObject({ code: 'permission_denied' })
  })
})
