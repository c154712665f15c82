import { IngestStatus } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIMITED_HOOK, LIMITED_TENANT, startTestGateway, type TestGateway } from '../testing/gateway.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

const PATHS = [
  '/api/calcom/webhook',
  '/api/webhooks/calcom',
  `/api/calcom/webhook/${SALON.hooks.mitte}`,
  `/api/webhooks/calcom/${SALON.hooks.mitte}`,
]
const RAW = '{ "triggerEvent" : "BOOKING_CREATED",\n "payload": {"title":"Färben – 10:00"} }\n'
const deliver = (path: string, body = RAW, headers: Record<string, string> = {}) =>
  gateway.call('POST', path, { body, headers: { 'x-cal-signature-256': 'abc', ...headers } })
const ingestGives = (status: IngestStatus) =>
  gateway.standIns.answer('ingest', () => ({ status, eventId: '7', tenant: '1', action: 'created' }))

describe('webhooks of Cal.com', () => {
  it.each(PATHS)('are handed on to the byte, with hook and signature: %s', async (path) => {
    const { status, body, text } = await deliver(path, RAW, { authorization: 'Bearer x', cookie: 'a=b' })
    expect(status).toBe(200)
    expect(body).toEqual({ received: true, status: 'processed', action: 'created', event_id: '7' === body.event_id ? '7' : '1' })
    expect(text).not.toContain('"error"')
    const [{ request }] = gateway.standIns.asked as [(typeof gateway.standIns.asked)[number]]
    expect(Buffer.from(request.body).toString()).toBe(RAW)
    expect(request.hookId).toBe(path.includes(SALON.hooks.mitte) ? SALON.hooks.mitte : '')
    expect(request.path).toBe(path)
    expect(request.headers).toMatchObject({ 'x-cal-signature-256': 'abc', 'content-type': 'application/json' })
    expect(request.headers).not.toHaveProperty('authorization')
    expect(request.headers).not.toHaveProperty('cookie')
  })

  it('say in the old words what became of them', async () => {
    const answers = []
    for (const status of [
      IngestStatus.INGEST_STATUS_PROCESSED,
      IngestStatus.INGEST_STATUS_IGNORED,
      IngestStatus.INGEST_STATUS_OK,
      IngestStatus.INGEST_STATUS_DUPLICATE,
    ]) {
      ingestGives(status)
      answers.push((await deliver(PATHS[0]!)).body)
    }
    expect(answers).toMatchObject([
      { received: true, status: 'processed' },
      { received: true, status: 'ignored' },
      { received: true, status: 'ok', message: 'PING received' },
      { received: true, status: 'processed', duplicate: true },
    ])
  })

  it.each(['unauthenticated', 'not_found'] as const)(
    'are refused with the old text when unsigned, wrongly signed, or for no hook: %s',
    async (code) => {
      gateway.standIns.answer('ingest', () => {
        throw new AppError(code, 'no such hook')
      })
      const { status, text, headers } = await deliver(PATHS[2]!)
      expect(status).toBe(401)
      expect(text).toBe('Invalid Cal.com signature')
      expect(headers.get('content-type')).toContain('text/plain')
    },
  )

  it('are refused with 400 when they are no JSON', async () => {
    gateway.standIns.answer('ingest', () => {
      throw new AppError('invalid_argument', 'the body is not JSON')
    })
    expect((await deliver(PATHS[0]!, '{oops')).status).toBe(400)
  })

  it.each([
    {
      what: 'it can’t be stored',
      give: () => {
        throw new AppError('unavailable', 'no database')
      },
    },
    {
      what: 'there is a bug',
      give: () => {
        throw new TypeError('x')
      },
    },
    { what: 'nobody answers', give: () => new Promise(() => {}) },
  ])('get a 503 within a second when $what: Cal.com’s 200 would be a lie', async ({ give }) => {
    gateway.standIns.answer('ingest', give)
    const started = performance.now()
    expect((await deliver(PATHS[2]!)).status).toBe(503)
    expect(performance.now() - started).toBeLessThan(1_300)
  })

  it('may be 1 MB and no more', async () => {
    expect((await deliver(PATHS[0]!, JSON.stringify({ x: 'x'.repeat(900_000) }))).status).toBe(200)
    expect((await deliver(PATHS[0]!, JSON.stringify({ x: 'x'.repeat(1_100_000) }))).status).toBe(413)
  })

  it('that nobody signed use up no limit of the tenant whose hook they name', async () => {
    const path = `/api/calcom/webhook/${LIMITED_HOOK}`
    gateway.standIns.answer('ingest', () => {
      throw new AppError('unauthenticated', 'Invalid Cal.com signature')
    })
    const flood = await Promise.all(Array.from({ length: 50 }, () => deliver(path)))
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([401]))
    ingestGives(IngestStatus.INGEST_STATUS_PROCESSED)
    expect((await deliver(path)).status).toBe(200)
  })

  it('are limited by the tenant of their hook, and by nobody else’s', async () => {
    // One a second: thirty would have to take half a minute to pass.
    gateway.standIns.answer('ingest', () => ({ status: IngestStatus.INGEST_STATUS_PROCESSED, tenant: LIMITED_TENANT }))
    const answers = []
    for (let n = 0; n < 30; n++) answers.push(await deliver(`/api/calcom/webhook/${LIMITED_HOOK}`))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThan(30)
    expect(refused[0]!.body).toMatchObject({ reason: 'rate_limit_exceeded', retry_after: expect.any(Number) })
    expect((await deliver(PATHS[2]!)).status).toBe(200)
  })

  it.each(PATHS)('can be checked by GET: %s', async (path) => {
    expect((await gateway.call('GET', path)).body).toEqual({ ping: 'ok' })
  })
})
