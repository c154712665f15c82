import { BatchFailure, type BatchGetSlotsRequest, type BatchResult, GetSlotsResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { START_MS, YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { LOOK_UP } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const batch = (lookUps: unknown) => gateway.call('POST', '/api/v2/availability/batch', { key: KEYS.all, body: { look_ups: lookUps } })
const asked = () => gateway.standIns.asked.flatMap(({ request }) => request.lookUps as BatchGetSlotsRequest['lookUps'])

const DAY = {
  eventTypeId: eventTypeAt('cut', 'mara'),
  staffId: SALON.staff.mara,
  epochDay: Math.floor(START_MS / 86_400_000),
  starts: [START_MS / 1_000],
  durationMin: 45,
}
const slots = (id: string, answer: Partial<GetSlotsResponse>): BatchResult => ({
  id,
  outcome: { $case: 'slots', value: { ...GetSlotsResponse.fromPartial({}), ...answer } },
})
const failure = (id: string, why: Partial<BatchFailure>): BatchResult => ({
  id,
  outcome: { $case: 'failure', value: { ...BatchFailure.fromPartial({}), ...why } },
})
const answerWith = (results: BatchResult[]) => gateway.standIns.answer('batchGetSlots', () => ({ results, upstreamCalls: 1 }))

describe('POST /api/v2/availability/batch', () => {
  it('gives each look-up what the simple route would: its slots, or why not, under its own name', async () => {
    answerWith([
      slots('0', { days: [DAY], source: 2, answerId: 'a1' }),
      failure('1', { code: 'unavailable', reason: 'budget', message: 'not now', retryAfterMs: 2_500 }),
      slots('2', { days: [], missingDays: 1 }),
    ])
    const { status, body } = await batch([{ ...LOOK_UP, id: 'mine' }, LOOK_UP, LOOK_UP])
    expect(status).toBe(200)
    expect(body.meta).toEqual({ upstream_calls: 1 })
    const [good, failed, unknown] = body.results
    expect(good).toMatchObject({
      id: 'mine',
      data: { service: { id: 1 }, slots: [{ start: `${YEAR}-06-01T10:00:00+02:00`, staff_name: 'Mara' }], total: 1 },
      meta: { source: 'l2', answer_id: 'a1' },
    })
    expect(good).not.toHaveProperty('error')
    expect(failed).toEqual({ id: '1', error: expect.objectContaining({ status: 503, reason: 'budget', retry_after: 3 }) })
    expect(failed.error.message).toBe('Failed to get availability: not now')
    expect(unknown).toMatchObject({ id: '2', error: { status: 503, reason: 'not_known' } })
  })

  it('asks once for all that are in order; each of the others fails by itself, naming its field', async () => {
    const { status, body } = await batch([
      LOOK_UP,
      { ...LOOK_UP, id: 'past', start_date: '2020-01-01' },
      { ...LOOK_UP, service_id: 999 },
      { ...LOOK_UP, service_id: Number(SALON.services.perm) },
      { ...LOOK_UP, service_id: Number(SALON.services.beard) },
      { id: 'nothing' },
      'no look-up',
      { ...LOOK_UP, staff_id: 2 },
    ])
    expect(status).toBe(200)
    const told = body.results.map(
      ({ id, error, data }: { id: string; error?: { status: number; errors: object }; data?: { message?: string } }) => [
        id,
        error ? `${error.status} ${Object.keys(error.errors)[0]}` : (data?.message ?? 'slots'),
      ],
    )
    expect(told).toEqual([
      ['0', 'slots'],
      ['past', '422 start_date'],
      ['2', '404 service_id'],
      ['3', '400 service_id'],
      ['4', 'No available staff for this service'],
      ['nothing', '422 service_id'],
      ['6', '422 look_up'],
      ['7', 'slots'],
    ])
    expect(asked().map(({ id, request }) => [id, request!.serviceId, request!.staffId])).toEqual([
      ['0', SALON.services.cut, ''],
      ['7', SALON.services.cut, SALON.staff.jonas],
    ])
  })

  it('asks nobody when nothing is in order', async () => {
    expect((await batch([{}])).status).toBe(200)
    expect(gateway.standIns.asked).toEqual([])
  })

  it.each([
    { name: 'more than 100', lookUps: Array(101).fill(LOOK_UP) },
    { name: 'none', lookUps: [] },
    { name: 'no list', lookUps: 'all' },
    { name: 'nothing', lookUps: undefined },
  ])('refuses $name with 422, naming look_ups', async ({ lookUps }) => {
    const { status, body } = await batch(lookUps)
    expect(status).toBe(422)
    expect(body.errors).toHaveProperty('look_ups')
    expect(gateway.standIns.asked).toEqual([])
  })

  it('fails as a whole when availability cannot be had', async () => {
    gateway.standIns.answer('batchGetSlots', () => {
      throw new AppError('unavailable', 'down')
    })
    expect((await batch([LOOK_UP])).status).toBe(503)
  })

  it('keeps the text of a bug behind it to itself', async () => {
    answerWith([failure('0', { code: 'from a later version', message: 'who knows' })])
    const { body } = await batch([LOOK_UP])
    expect(body.results[0].error).toMatchObject({ status: 500 })
  })
})
