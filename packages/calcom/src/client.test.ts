import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { systemClock } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import { memoryBudget } from './budget/memory-budget.ts'
import type { Budget } from './budget.ts'
import type { NewBooking } from './requests.ts'
import { failure, fake, json } from './testing/fake-calcom.ts'

const options = { priority: 'booking', timeoutMs: 2_000 } as const
const wanted: NewBooking = {
  eventTypeId: 1,
  startMs: Date.UTC(2026, 11, 1, 9),
  attendee: { name: 'Jane', email: 'Jane@Example.com', timeZone: 'Europe/Berlin', phoneNumber: '0171 12' },
  metadata: { calbridge_change: 'c1' },
}
const created = (metadata: object) => ({
  status: 'success',
  data: { uid: 'u1', status: 'accepted', start: '2026-12-01T09:00:00.000Z', end: '2026-12-01T09:30:00.000Z', metadata },
})

describe('a write without a usable answer', () => {
  const page = (status: number) => (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<html>')
  const cases: [string, (response: ServerResponse) => void][] = [
    ['no answer in its time', () => {}],
    ['a reset', (response) => void (response.socket as Socket).resetAndDestroy()],
    ['a 500', json(500, { statusCode: 500, message: 'Internal server error' })],
    ['a page of a proxy', page(502)],
    ['an empty 504', (response) => void response.writeHead(504).end()],
    ['a 201 that is no JSON', page(201)],
    ['a 201 without a booking', json(201, { status: 'success', data: { id: 7 } })],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(201, { 'content-length': '500' }).write('{"data":')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ]
  it.each(cases)('after %s has an unknown outcome, and is not sent again', async (_, answer) => {
    const { client, requests } = await fake(answer)
    expect(await failure(client.createBooking(wanted, options))).toMatchObject({ kind: 'unknown_outcome', sent: true, code: 'unavailable' })
    expect(requests).toHaveLength(1)
  })

  it('is not cut short by its caller', async () => {
    const { client } = await fake((response) => setTimeout(() => json(201, created({ calbridge_change: 'c1' }))(response), 150))
    const abort = AbortSignal.timeout(50)
    expect((await client.createBooking(wanted, { ...options, timeoutMs: 60, signal: abort })).booking.uid).toBe('u1')
  })
})

describe('a call that was not sent', () => {
  it('because nobody listens, is unavailable, and spends no permit', async () => {
    const { client, budget } = await fake(() => {}, { baseUrl: 'http://127.0.0.1:1/v2' })
    expect(await failure(client.createBooking(wanted, options))).toMatchObject({ kind: 'unavailable', sent: false, reason: 'unreachable' })
    expect((await budget.usage()).used).toBe(0)
  })

  it('because the name is unknown, is unavailable', async () => {
    const { client } = await fake(() => {}, { baseUrl: 'http://cal.invalid/v2' })
    expect(await failure(client.createBooking(wanted, options))).toMatchObject({ kind: 'unavailable', sent: false })
  })

  it('because the budget is used up, says until when', async () => {
    const { client, budget, requests } = await fake(json(200, {}))
    await budget.report({ limited: true, limit: undefined, remaining: undefined, resetMs: 30_000 })
    const error = await failure(client.createBooking(wanted, options))
    expect(error).toMatchObject({ kind: 'rate_limited', sent: false, reason: 'budget_blocked' })
    expect(error.retryAfterMs).toBeGreaterThan(29_000)
    expect(requests).toHaveLength(0)
  })

  it('because the caller left while it waited, is past its deadline', async () => {
    const { client, requests } = await fake(json(200, {}))
    expect(await failure(client.createBooking(wanted, { ...options, signal: AbortSignal.abort() }))).toMatchObject({
      kind: 'deadline',
      sent: false,
    })
    expect(requests).toHaveLength(0)
  })

  it('because its permit was too old, asks for another, and gives up in the end', async () => {
    const old: Budget = { ...memoryBudget({ clock: systemClock }), acquire: async () => ({ granted: true, validUntilMs: 0 }) }
    const { client, requests } = await fake(json(200, {}), { budget: old })
    expect(await failure(client.createBooking(wanted, options))).toMatchObject({ kind: 'unavailable', sent: false, reason: 'late' })
    expect(requests).toHaveLength(0)
  })

  it('because of bad metadata, names the field', async () => {
    const { client, requests } = await fake(json(200, {}))
    const metadata = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']))
    expect(await failure(client.createBooking({ ...wanted, metadata }, options))).toMatchObject({
      kind: 'invalid',
      sent: false,
      field: 'metadata',
    })
    expect(requests).toHaveLength(0)
  })
})

describe('the breaker', () => {
  it('opens after five failures of the infrastructure, and lets nothing through', async () => {
    const { client, requests } = await fake(json(503, {}))
    for (let call = 0; call < 5; call++) await failure(client.me({ priority: 'interactive', timeoutMs: 1_000 }))
    const error = await failure(client.me({ priority: 'interactive', timeoutMs: 1_000 }))
    expect(error).toMatchObject({ kind: 'unavailable', sent: false, reason: 'breaker_open' })
    expect(error.retryAfterMs).toBeGreaterThan(50_000)
    expect(requests).toHaveLength(5)
  })

  it('never counts refusals, nor reads that were cut short', async () => {
    let calls = 0
    const { client } = await fake((response) => (++calls % 2 ? json(404, { statusCode: 404, message: 'no' })(response) : undefined))
    for (let call = 0; call < 6; call++) await failure(client.me({ priority: 'interactive', timeoutMs: 50 }))
    expect((await failure(client.me({ priority: 'interactive', timeoutMs: 50 }))).reason).not.toBe('breaker_open')
  })
})

describe('a read', () => {
  it('ends at its deadline', async () => {
    const { client } = await fake(() => {})
    const beganMs = performance.now()
    expect(await failure(client.me({ priority: 'interactive', timeoutMs: 100 }))).toMatchObject({
      kind: 'deadline',
      code: 'deadline_exceeded',
    })
    expect(performance.now() - beganMs).toBeLessThan(1_000)
  })

  it('ends with its caller', async () => {
    const { client } = await fake(() => {})
    expect(await failure(client.me({ ...options, signal: AbortSignal.timeout(50) }))).toMatchObject({
      kind: 'deadline',
      reason: 'cancelled',
    })
  })

  it('that gets no usable answer is unavailable', async () => {
    const { client } = await fake(json(200, { data: 'nonsense' }))
    expect(await failure(client.me(options))).toMatchObject({ kind: 'unavailable', reason: 'unreadable_answer' })
  })
})

it('tells a 429 with its time, and stops every later call', async () => {
  const body = { status: 'error', error: { code: 'ThrottlerException', message: 'Too many requests', details: 'Too many requests' } }
  const { client, requests } = await fake(
    json(429, body, { 'x-ratelimit-limit-default': '120', 'x-ratelimit-remaining-default': '0', 'x-ratelimit-reset-default': '42' }),
  )
  expect(await failure(client.createBooking(wanted, options))).toMatchObject({ kind: 'rate_limited', sent: false, retryAfterMs: 42_000 })
  expect(await failure(client.me(options))).toMatchObject({ kind: 'rate_limited', reason: 'budget_blocked' })
  expect(requests).toHaveLength(1)
})

it('names the booking that lives on', async () => {
  const message = `Can't reschedule booking with uid=old because it has been cancelled and rescheduled already to booking with uid=New123. You probably want to reschedule New123 instead`
  const { client } = await fake(json(400, { status: 'error', error: { code: 'BadRequestException', message } }))
  expect(await failure(client.rescheduleBooking({ uid: 'old', startMs: 0 }, options))).toMatchObject({
    kind: 'already_rescheduled',
    newUid: 'New123',
  })
})

it('sends an address in lower case, no phone number that is none, no location, and metadata as given', async () => {
  const { client, requests } = await fake(json(201, created({ calbridge_change: 'c1' })))
  await client.createBooking(wanted, options)
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    eventTypeId: 1,
    start: '2026-12-01T09:00:00.000Z',
    attendee: { name: 'Jane', email: 'jane@example.com', timeZone: 'Europe/Berlin' },
    metadata: { calbridge_change: 'c1' },
  })
})

it.each([
  ['ours', { calbridge_change: 'c1', other: 'x' }, true],
  ['an older attempt of ours', { calbridge_change: 'c0' }, false],
  ['somebody else’s', {}, false],
])('knows a 201 that is %s', async (_, metadata, ours) => {
  const { client } = await fake(json(201, created(metadata)))
  expect((await client.createBooking(wanted, options)).ours).toBe(ours)
})

it('never cancels without a reason', async () => {
  const { client, requests } = await fake(json(200, created({})))
  await client.cancelBooking({ uid: 'a/b', reason: ' ' }, options)
  expect(requests[0]).toMatchObject({ url: '/v2/bookings/a%2Fb/cancel', body: '{"cancellationReason":"cancelled"}' })
})

it('keeps what Cal.com wrote out of the public message', async () => {
  const { client } = await fake(json(400, { status: 'error', error: { code: 'X', message: 'bad jane@example.com' } }))
  const error = await failure(client.createBooking(wanted, options))
  expect(error.message).not.toContain('jane')
  expect(error.kind).toBe('invalid')
})
