import { GetSlotsRequest, GetSlotsResponse, Source } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { eventTypeAt, SALON, salonTenant } from '@calbridge/directory/testing'
import type { Call } from '@calbridge/grpc'
import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import type { Answer } from '../application/query.ts'
import { unitResolver } from '../application/units.ts'
import { renderDay } from '../domain/render.ts'
import { seconds, unitOf } from '../domain/testing.ts'
import { getSlots } from './get-slots.ts'

const ANSWER: Answer = {
  found: [],
  nowMs: 1_800_000_001_234,
  days: [renderDay(unitOf(), 20_000, seconds('09:00', '09:30')), renderDay(unitOf(), 20_001, [])],
  source: 'l2',
  ageMs: 1_234,
  asOfMs: 1_800_000_000_000,
  degraded: true,
  missingDays: 3,
  upstreamCalls: 0,
}

function handler() {
  const clock = manualClock()
  const waits: number[] = []
  const handle = getSlots({
    directory: memoryDirectory([salonTenant()], clock),
    resolveUnits: unitResolver(),
    answer: async (_query, deadline) => {
      waits.push(deadline.remainingMs)
      return ANSWER
    },
    clock,
    answerId: () => 'answer-1',
    maxDays: 62,
    defaultDeadlineMs: 1_500,
    marginMs: 30,
    recordAnswer: () => {},
    onAnswer: () => {},
  })
  const ask = (within: number | undefined, permissions = ['read']) => {
    const call: Call = {
      principal: { kind: 'api_key', tenant: SALON.tenant, permissions: new Set(permissions) },
      signal: new AbortController().signal,
      deadlineMs: within === undefined ? undefined : clock.now() + within,
      remainingMs: () => within ?? Number.POSITIVE_INFINITY,
      traceparent: '',
    }
    const range = { fromMs: clock.now(), toMs: clock.now() + 3_600_000 }
    return handle(GetSlotsRequest.fromPartial({ eventTypeId: eventTypeAt('cut', 'mara'), ...range }), call)
  }
  return { ask, waits }
}

it.each([
  { name: 'has none', within: undefined, waits: 1_500 },
  { name: 'is short', within: 400, waits: 370 },
  { name: 'is over already', within: 0, waits: 0 },
  { name: 'is a year', within: 365 * 86_400_000, waits: 60_000 },
])('a caller whose deadline $name is waited for $waits ms', async ({ within, waits }) => {
  const { ask, waits: seen } = handler()
  await ask(within)
  expect(seen).toEqual([waits])
})

it('the bytes of days and the fields behind them are one response', async () => {
  expect(GetSlotsResponse.decode(await handler().ask(100))).toEqual({
    days: [
      { eventTypeId: '1', staffId: 'anna', epochDay: 20_000, starts: seconds('09:00', '09:30'), durationMin: 30 },
      { eventTypeId: '1', staffId: 'anna', epochDay: 20_001, starts: [], durationMin: 30 },
    ],
    source: Source.SOURCE_L2,
    ageMs: 1_234,
    asOfMs: 1_800_000_000_000,
    degraded: true,
    answerId: 'answer-1',
    upstreamCalls: 0,
    missingDays: 3,
  })
})

it('a key without the permission to read gets nothing', async () => {
  await expect(handler().ask(100, ['book'])).rejects.toMatchObject({ code: 'permission_denied' })
})
