import { WarmUpRun, WarmUpState } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})

const NINE = Date.UTC(2027, 5, 1, 9)
const RUN = WarmUpRun.fromPartial({
  runId: 'run-1',
  state: WarmUpState.WARM_UP_STATE_WAITING,
  startedAtMs: NINE,
  updatedAtMs: NINE + 1_000,
  eventTypes: 3,
  done: 1,
  warmDays: 2,
  loadedDays: 5,
  upstreamCalls: 1,
  lookUpsServed: 12,
  reason: 'no_spare_budget',
})

beforeEach(() => {
  gateway.standIns.reset()
  for (const rpc of ['startWarmUp', 'getWarmUp']) gateway.standIns.answer(rpc, () => RUN)
})

const PATH = '/api/v2/availability/warm-up'
const asked = () => gateway.standIns.asked.at(-1)?.request

it('is begun with or without wishes, and says where it can be asked for', async () => {
  const { status, body, headers } = await gateway.call('POST', PATH, { key: KEYS.all, body: { days: 3, min_bookings: 10 } })
  expect(status).toBe(202)
  expect(headers.get('location')).toBe(`${PATH}/run-1`)
  expect(asked()).toMatchObject({ days: 3, minBookings: 10, context: { tenant: SALON.tenant } })
  expect(body.data).toEqual({
    run_id: 'run-1',
    state: 'waiting',
    started_at: '2027-06-01T09:00:00.000Z',
    updated_at: '2027-06-01T09:00:01.000Z',
    event_types: 3,
    done: 1,
    warm_days: 2,
    loaded_days: 5,
    upstream_calls: 1,
    look_ups_served: 12,
    reason: 'no_spare_budget',
  })
  expect((await gateway.call('POST', PATH, { key: KEYS.all })).status).toBe(202)
  expect(asked()).toMatchObject({ days: 0, minBookings: 0 })
})

it('is told of by its id, and the last one without knowing it', async () => {
  expect((await gateway.call('GET', `${PATH}/run-1`, { key: KEYS.all })).body.data).toMatchObject({ run_id: 'run-1', state: 'waiting' })
  expect(asked()).toMatchObject({ runId: 'run-1' })
  await gateway.call('GET', `${PATH}/last`, { key: KEYS.all })
  expect(asked()).toMatchObject({ runId: '' })
  gateway.standIns.answer('getWarmUp', () => {
    throw new AppError('not_found', 'no such warm-up is kept', { field: 'run_id' })
  })
  expect((await gateway.call('GET', `${PATH}/other`, { key: KEYS.all })).status).toBe(404)
})

it('is for administrators alone', async () => {
  expect((await gateway.call('POST', PATH, { key: KEYS.reader })).status).toBe(403)
  expect((await gateway.call('GET', `${PATH}/last`, { key: KEYS.reader })).status).toBe(403)
  expect(gateway.standIns.asked).toEqual([])
})

it.each([
  [{ days: 15 }, 'days'],
  [{ days: 0 }, 'days'],
  [{ days: 1.5 }, 'days'],
  [{ min_bookings: -1 }, 'min_bookings'],
  [{ min_bookings: 'many' }, 'min_bookings'],
])('%j is refused by the name of its field', async (body, field) => {
  const answer = await gateway.call('POST', PATH, { key: KEYS.all, body })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toEqual([field])
  expect(gateway.standIns.asked).toEqual([])
})
