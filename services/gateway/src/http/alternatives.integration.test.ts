import { AlternativeStrategy } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { offering } from '../testing/alternatives.ts'
import { START_MS, YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { expectRefused } from '../testing/refused.ts'
import { WISH } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const ask = (changes: object = {}) =>
  gateway.call('POST', '/api/v2/availability/alternatives', { key: KEYS.reader, body: { ...WISH, ...changes } })
const lastAsked = () => gateway.standIns.asked.at(-1)!
const HOUR_MS = 3_600_000

describe('POST /api/v2/availability/alternatives', () => {
  it('gives each under the old names and as a slot, in the zone asked for, and a sentence to say', async () => {
    gateway.standIns.answer('findAlternatives', () => offering([START_MS + HOUR_MS], { ageMs: 12, asOfMs: START_MS }))
    const { status, body } = await ask({ timeZone: undefined, timezone: 'America/New_York', start: `${YEAR}-06-01T10:00:00+02:00` })
    expect(status).toBe(200)
    expect(body).toEqual({
      data: {
        service: { id: 1, name: 'Haarschnitt', duration: 45 },
        alternatives: [
          {
            datetime: `${YEAR}-06-01T05:00:00-04:00`,
            type: 'same_day_later',
            description: 'Vorschlag 1',
            source: 'l1',
            verified: true,
            score: 10_000,
            id: expect.stringMatching(/^slot_/),
            staff_id: SALON.staff.mara,
            staff_name: 'Mara',
            start: `${YEAR}-06-01T05:00:00-04:00`,
            end: `${YEAR}-06-01T05:30:00-04:00`,
            duration: 30,
            service_id: 1,
            service_name: 'Haarschnitt',
          },
        ],
        sentence: 'Passt Ihnen einer davon?',
      },
      meta: {
        source: 'l1',
        age_ms: 12,
        as_of: new Date(START_MS).toISOString(),
        degraded: false,
        complete: true,
        answer_id: 'a1',
        upstream_calls: 0,
      },
    })
  })

  it('names how each was found', async () => {
    const { alternatives } = offering([-1, 24, 168, 30].map((hours) => START_MS + hours * HOUR_MS))
    const strategies = [1, 2, 3, 4] as AlternativeStrategy[]
    const found = alternatives.map((one, index) => ({ ...one, strategy: strategies[index]! }))
    gateway.standIns.answer('findAlternatives', () => offering([], { alternatives: found }))
    const { body } = await ask()
    expect(body.data.alternatives.map(({ type }: { type: string }) => type)).toEqual([
      'same_day_earlier',
      'next_workday',
      'next_week',
      'next_available',
    ])
  })

  it('calls what is stale or incomplete not verified', async () => {
    for (const changes of [
      { source: 4 as const, missingDays: 0 },
      { degraded: true, missingDays: 1 },
    ]) {
      gateway.standIns.answer('findAlternatives', () => offering([START_MS + HOUR_MS], changes))
      const { body } = await ask()
      expect(body.data.alternatives[0].verified).toBe(false)
      expect(body.meta.complete).toBe(changes.missingDays === 0)
    }
  })

  it('asks for everything that the caller says, once, within a look-up’s time', async () => {
    await ask({
      staff_id: 1,
      limit: 5,
      window_min: 90,
      preference: { from: '12:00', to: '18:00' },
      business_hours: { from: '08:30', to: '24:00' },
      weekends: true,
      strategies: ['next_week', 'same_day'],
      horizon_days: 14,
      taken: [{ start: `${YEAR}-06-01T11:00:00`, end: `${YEAR}-06-01T11:30:00` }],
      language: 'en',
      hold_uid: '01985a3c-0000-7000-8000-000000000001',
      freshness: 'max_age',
      max_age_ms: 60_000,
      call_id: 'call-1',
    })
    expect(gateway.standIns.asked).toHaveLength(1)
    expect(lastAsked().request).toMatchObject({
      context: { tenant: SALON.tenant, callId: 'call-1' },
      serviceId: SALON.services.cut,
      branchId: SALON.branches.mitte,
      staffId: SALON.staff.mara,
      wishMs: START_MS,
      timeZone: 'Europe/Berlin',
      limit: 5,
      windowMin: 90,
      preference: { fromMinute: 720, toMinute: 1_080 },
      businessHours: { fromMinute: 510, toMinute: 1_440 },
      weekends: true,
      strategies: [AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WEEK, AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY],
      horizonDays: 14,
      taken: [{ fromMs: START_MS + HOUR_MS, toMs: START_MS + 1.5 * HOUR_MS }],
      language: 'en',
      holder: '01985a3c-0000-7000-8000-000000000001',
      freshness: 2,
      maxAgeMs: 60_000,
    })
    expect(lastAsked().call.remainingMs).toBeLessThanOrEqual(1_500)
  })

  it('needs no more than service, branch and time, in either spelling; without a zone the time is Berlin’s', async () => {
    expect((await ask({ start: undefined, start_time: WISH.start, timeZone: undefined })).status).toBe(200)
    expect(lastAsked().request).toMatchObject({ wishMs: START_MS, timeZone: 'Europe/Berlin', staffId: '', limit: 0, strategies: [] })
  })

  it.each([
    ['no time', { start: undefined }, 'start'],
    ['a time that is past', { start: '2020-01-01T10:00:00' }, 'start'],
    ['a date that is none', { start: `${YEAR}-13-01T10:00:00` }, 'start'],
    ['no service', { service_id: undefined }, 'service_id'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['11 alternatives', { limit: 11 }, 'limit'],
    ['none', { limit: 0 }, 'limit'],
    ['a window of a day', { window_min: 1_440 }, 'window_min'],
    ['a horizon of 15 days', { horizon_days: 15 }, 'horizon_days'],
    ['a reversed preference', { preference: { from: '18:00', to: '12:00' } }, 'preference.to'],
    ['a preference that is no time', { preference: { from: 'nachmittags', to: '18:00' } }, 'preference.from'],
    ['reversed business hours', { business_hours: { from: '18:00', to: '18:00' } }, 'business_hours.to'],
    ['an unknown strategy', { strategies: ['tomorrow'] }, 'strategies.0'],
    ['an unknown language', { language: 'fr' }, 'language'],
    ['a reversed taken time', { taken: [{ start: `${YEAR}-06-01T11:00:00`, end: `${YEAR}-06-01T11:00:00` }] }, 'taken.0.end'],
    ['a taken time that is none', { taken: [{ start: 'x', end: `${YEAR}-06-01T11:00:00` }] }, 'taken.0.start'],
    ['201 taken times', { taken: Array(201).fill({ start: '2030-01-01T10:00:00', end: '2030-01-01T11:00:00' }) }, 'taken'],
    ['a maximum age that is not said', { freshness: 'max_age' }, 'max_age_ms'],
  ])('%s: 422 naming the field, and nobody is asked', async (_what, changes, field) => {
    const answer = await ask(changes)
    expectRefused(gateway, answer, 422)
    expect(Object.keys(answer.body.errors)).toContain(field)
  })

  it('tells a wish that is too far ahead by the name that the caller gave it', async () => {
    gateway.standIns.answer('findAlternatives', () => {
      throw new AppError('invalid_argument', 'wish_ms must be at most 400 days ahead', { field: 'wish_ms' })
    })
    const { status, body } = await ask()
    expect(status).toBe(422)
    expect(body.errors).toEqual({ start: ['must be at most 400 days ahead'] })
  })

  it('what is not known is a 404, what cannot be known a 503 with a time to come back', async () => {
    expect((await ask({ service_id: 99 })).status).toBe(404)
    gateway.standIns.answer('findAlternatives', () => {
      throw new AppError('unavailable', 'Cal.com cannot be asked', { retryAfterMs: 2_000 })
    })
    const { status, headers } = await ask()
    expect([status, headers.get('retry-after')]).toEqual([503, '2'])
  })
})
