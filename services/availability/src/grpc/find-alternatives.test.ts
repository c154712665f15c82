import { AlternativeStrategy, FindAlternativesRequest, Freshness, Source } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import type { Call } from '@calbridge/grpc'
import { manualClock } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import type { FoundAlternatives } from '../application/look-for-alternatives.ts'
import { unitResolver } from '../application/units.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import { findAlternatives } from './find-alternatives.ts'

const clock = manualClock(Date.parse('2027-03-02T10:00Z')) // a Tuesday
const WISH_MS = Date.parse('2027-03-03T10:00Z')
const RANGE = { fromMs: WISH_MS, toMs: WISH_MS + DAY_MS }
const FOUND = { found: [], nowMs: 0, source: 'l2', ageMs: 5, asOfMs: 6, degraded: false, upstreamCalls: 0, missingDays: 0 } as const

const alternative = (start: string, strategy: 'same_day' | 'next_available') => {
  const startMs = Date.parse(start)
  return { startMs, endMs: startMs + 2_700_000, staffId: SALON.staff.mara, eventTypeId: '7', strategy, score: 9_000 }
}

function handler(answer: Partial<FoundAlternatives['found']> = {}, alternatives: FoundAlternatives['alternatives'] = []) {
  const asked: unknown[] = []
  const recorded: unknown[] = []
  const offered: string[] = []
  const handle = findAlternatives({
    directory: memoryDirectory([salonTenant()], clock),
    resolveUnits: unitResolver(),
    lookFor: async (query) => {
      asked.push(query)
      return { alternatives, range: RANGE, found: { ...FOUND, ...answer } }
    },
    clock,
    answerId: () => 'answer-1',
    defaultDeadlineMs: 1_500,
    marginMs: 30,
    recordAnswer: (answered) => recorded.push(answered),
    onAnswer: () => {},
    onOffered: (best) => offered.push(best),
  })
  const call: Call = {
    principal: { kind: 'api_key', tenant: SALON.tenant, permissions: new Set(['read']) },
    signal: new AbortController().signal,
    deadlineMs: undefined,
    remainingMs: () => Number.POSITIVE_INFINITY,
    traceparent: '',
  }
  const standard = { serviceId: SALON.services.cut, branchId: SALON.branches.mitte, wishMs: WISH_MS }
  const ask = (changes: object = {}) => handle(FindAlternativesRequest.fromPartial({ ...standard, ...changes }), call)
  return { ask, asked, recorded, offered }
}

it('gives each with the way it is said, and one sentence for all, in the zone and language asked for', async () => {
  const { ask } = handler({}, [alternative('2027-03-03T11:30Z', 'same_day'), alternative('2027-03-04T10:00Z', 'next_available')])
  const german = await ask()
  expect(german.alternatives[0]).toEqual({
    startMs: Date.parse('2027-03-03T11:30Z'),
    endMs: Date.parse('2027-03-03T12:15Z'),
    staffId: SALON.staff.mara,
    eventTypeId: '7',
    strategy: AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY,
    score: 9_000,
    spoken: 'am gleichen Tag um 12 Uhr 30',
  })
  expect(german).toMatchObject({ source: Source.SOURCE_L2, ageMs: 5, asOfMs: 6, degraded: false, answerId: 'answer-1', upstreamCalls: 0 })
  expect(german.sentence).toContain('am gleichen Tag um 12 Uhr 30 oder übermorgen um 11 Uhr.')
  const { sentence } = await ask({ language: 'en', timeZone: 'America/New_York' })
  expect(sentence).toContain('on the same day at 6:30 am or the day after tomorrow at 5 am.')
})

it('says that nothing is free only when everything is known', async () => {
  expect((await handler().ask()).sentence).toContain('keine verfügbaren Termine')
  expect((await handler({ missingDays: 1, degraded: true }).ask()).sentence).not.toContain('keine')
})

it('counts what the best one was, and tells none from not known', async () => {
  const handlers = [handler({}, [alternative('2027-03-03T11:30Z', 'same_day')]), handler(), handler({ missingDays: 1 })]
  for (const { ask } of handlers) await ask()
  expect(handlers.flatMap(({ offered }) => offered)).toEqual(['same_day', 'none', 'unknown'])
})

it('asks for what the contract says where the request leaves it out', async () => {
  const { ask, asked } = handler()
  await ask()
  expect(asked[0]).toMatchObject({
    freshness: 'cached',
    wish: {
      limit: 2,
      windowMin: 120,
      preference: undefined,
      strategies: ['same_day', 'next_workday', 'next_week', 'next_available'],
      horizonDays: 7,
      businessHours: { fromMinute: 540, toMinute: 1_080 },
      weekends: false,
      taken: [],
    },
  })
  expect((asked[0] as { units: unknown[] }).units).toHaveLength(3)
})

it('remembers what was looked through and what of it was offered', async () => {
  const { ask, recorded } = handler({}, [alternative('2027-03-03T11:30Z', 'same_day')])
  await ask()
  expect(recorded).toMatchObject([
    { tenant: SALON.tenant, answerId: 'answer-1', operation: 'FindAlternatives', range: RANGE, named: [{ eventTypeId: '7' }] },
  ])
})

describe('a request that is wrong', () => {
  const part = (fromMinute: number, toMinute: number) => ({ fromMinute, toMinute })
  it.each([
    ['no service', { serviceId: '' }, 'service_id'],
    ['no wish', { wishMs: 0 }, 'wish_ms'],
    ['a wish that is past', { wishMs: clock.now() }, 'wish_ms'],
    ['a wish in three years', { wishMs: clock.now() + 1_000 * DAY_MS }, 'wish_ms'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'time_zone'],
    ['an offset as zone', { timeZone: '+02:00' }, 'time_zone'],
    ['11 alternatives', { limit: 11 }, 'limit'],
    ['a window of more than half a day', { windowMin: 721 }, 'window_min'],
    ['a horizon of 15 days', { horizonDays: 15 }, 'horizon_days'],
    ['a reversed preference', { preference: part(720, 540) }, 'preference.to_minute'],
    ['an empty preference', { preference: part(540, 540) }, 'preference.to_minute'],
    ['a preference beyond midnight', { preference: part(540, 1_441) }, 'preference.to_minute'],
    ['reversed business hours', { businessHours: part(1_080, 540) }, 'business_hours.to_minute'],
    ['a strategy of a later version', { strategies: [99] }, 'strategies'],
    ['a strategy that says nothing', { strategies: [AlternativeStrategy.ALTERNATIVE_STRATEGY_UNSPECIFIED] }, 'strategies'],
    ['a freshness of a later version', { freshness: 99 }, 'freshness'],
    ['a maximum age of nothing', { freshness: Freshness.FRESHNESS_MAX_AGE }, 'max_age_ms'],
    ['an unknown language', { language: 'fr' }, 'language'],
    ['a name of every object as language', { language: 'constructor' }, 'language'],
    ['201 taken times', { taken: Array(201).fill({ fromMs: 1, toMs: 2 }) }, 'taken'],
    [
      'a reversed taken time',
      {
        taken: [
          { fromMs: 1, toMs: 2 },
          { fromMs: 2, toMs: 2 },
        ],
      },
      'taken[1].to_ms',
    ],
  ])('%s: invalid, naming the field, and nothing is looked up', async (_what, request, field) => {
    const { ask, asked } = handler()
    await expect(ask(request)).rejects.toMatchObject({ code: 'invalid_argument', field })
    expect(asked).toEqual([])
  })

  it.each([
    ['service', { serviceId: '99' }, 'not_found', 'service_id'],
    ['branch', { branchId: '99' }, 'not_found', 'branch_id'],
    ['staff member', { staffId: '99' }, 'not_found', 'staff_id'],
    ['tenant', { context: { tenant: '2' } }, 'permission_denied', undefined],
  ])('an unknown or foreign %s is refused', async (_what, request, code, field) => {
    await expect(handler().ask(request)).rejects.toMatchObject({ code, ...(field && { field }) })
  })
})
