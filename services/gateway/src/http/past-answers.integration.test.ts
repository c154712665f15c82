import { GetAnswersResponse, Source } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { LOOK_UP } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})

const NINE = Date.UTC(2027, 5, 1, 9)
const PAST = GetAnswersResponse.fromPartial({
  answers: [
    {
      answerId: 'a-1',
      requestId: 'r-1',
      callId: 'c-1',
      answeredAtMs: NINE - 86_400_000,
      operation: 'GetSlots',
      fromMs: NINE,
      toMs: NINE + 3_600_000,
      source: Source.SOURCE_L2,
      ageMs: 40,
      days: [
        {
          eventTypeId: '7',
          staffId: '',
          epochDay: Math.floor(NINE / 86_400_000),
          starts: [NINE / 1_000],
          listed: [NINE / 1_000, NINE / 1_000 + 1_800],
          stamp: 'load-1',
          loadedAtMs: NINE - 86_400_040,
          source: Source.SOURCE_L1,
          verdict: 'claimed_here',
        },
      ],
    },
  ],
})

beforeEach(() => {
  gateway.standIns.reset()
  gateway.standIns.answer('getAnswers', () => PAST)
})

const get = (path: string, key: string = KEYS.all) => gateway.call('GET', `/api/v2/availability/answers${path}`, { key })
const asked = () => gateway.standIns.asked.at(-1)?.request

describe('past answers', () => {
  it('are told as they were given, with a verdict on the start that is asked about', async () => {
    const { status, body } = await get('/a-1?start=2027-06-01T11:30:00')
    expect(status).toBe(200)
    expect(asked()).toMatchObject({
      answerId: 'a-1',
      callId: '',
      requestId: '',
      startMs: NINE + 1_800_000,
      context: { tenant: SALON.tenant },
    })
    expect(body.data).toEqual([
      {
        answer_id: 'a-1',
        request_id: 'r-1',
        call_id: 'c-1',
        operation: 'GetSlots',
        answered_at: '2027-05-31T09:00:00.000Z',
        from: '2027-06-01T09:00:00.000Z',
        to: '2027-06-01T10:00:00.000Z',
        source: 'l2',
        age_ms: 40,
        degraded: false,
        missing_days: 0,
        days: [
          {
            event_type_id: '7',
            staff_id: null,
            date: '2027-06-01',
            offered: ['2027-06-01T09:00:00.000Z'],
            listed: ['2027-06-01T09:00:00.000Z', '2027-06-01T09:30:00.000Z'],
            loaded_at: '2027-05-31T08:59:59.960Z',
            load: 'load-1',
            source: 'l1',
            verdict: 'claimed_here',
          },
        ],
      },
    ])
  })

  it.each([
    { query: '?call_id=c-1', by: { callId: 'c-1', requestId: '' } },
    { query: '?request_id=r-1', by: { callId: '', requestId: 'r-1' } },
  ])('are found by $query', async ({ query, by }) => {
    expect((await get(query)).status).toBe(200)
    expect(asked()).toMatchObject({ answerId: '', startMs: 0, ...by })
  })

  it.each([
    { query: '', field: 'call_id' },
    { query: '?call_id=1&request_id=2', field: 'call_id' },
    { query: `?call_id=${'x'.repeat(101)}`, field: 'call_id' },
    { query: '?call_id=1&start=tomorrow', field: 'start' },
    { query: '?call_id=1&start=2027-06-01T11:30&timeZone=Mars/Phobos', field: 'timeZone' },
  ])('asked for with $query are refused, naming $field', async ({ query, field }) => {
    const { status, body } = await get(query)
    expect(status).toBe(422)
    expect(Object.keys(body.errors)).toEqual([field])
    expect(gateway.standIns.asked).toEqual([])
  })

  it.each([
    { route: 'simple', body: { ...LOOK_UP, call_id: 'c-1' } },
    { route: 'batch', body: { look_ups: [LOOK_UP], call_id: 'c-1' } },
  ])('can be found by the call that a look-up names ($route)', async ({ route, body }) => {
    await gateway.call('POST', `/api/v2/availability/${route}`, { key: KEYS.all, body })
    expect(asked().context).toMatchObject({ callId: 'c-1', requestId: expect.stringMatching(/./) })
  })

  it('that are not kept are a 404', async () => {
    gateway.standIns.answer('getAnswers', () => {
      throw new AppError('not_found', 'no answer is kept under this id', { field: 'answer_id' })
    })
    expect((await get('/a-2')).status).toBe(404)
  })
})
