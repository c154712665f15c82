import { systemClock } from '@calbridge/core'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { YEAR } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { rawHttp } from '../testing/raw-http.ts'
import { expectRefused } from '../testing/refused.ts'
import { BOOKING, LOOK_UP, MOVE } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope, { BODY_TIMEOUT_MS: '400' })
})
beforeEach(() => gateway.standIns.reset())

const book = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/api/v2/bookings', { key: KEYS.all, body, headers })
const lookUp = (changes: object) => gateway.call('POST', '/api/v2/availability/simple', { key: KEYS.all, body: { ...LOOK_UP, ...changes } })

describe('a body that is no body', () => {
  it.each([
    { what: 'malformed JSON', body: '{"service_id": 1,, "customer": {"name": "Geheim"}}', message: 'The body is not valid JSON' },
    { what: 'JSON that ends early', body: '{"service_id": 1', message: 'The body is not valid JSON' },
    { what: 'an empty body', body: '', message: 'The body is not valid JSON' },
  ])('is refused with 400, named, and its text not told: $what', async ({ body, message }) => {
    const answer = await book(body)
    expectRefused(gateway, answer, 400)
    expect(answer.body.message).toContain(message)
    expect(answer.text).not.toContain('Geheim')
  })

  it.each(['[]', '"text"', '17', 'null'])('is refused with 422 when it is JSON but no object: %s', async (body) => {
    const answer = await book(body)
    expectRefused(gateway, answer, 422)
    expect(answer.body.errors).toEqual({ body: ['must be an object'] })
  })

  it('is refused with 415 when it is not JSON, or compressed', async () => {
    expectRefused(gateway, await book('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415)
    expectRefused(gateway, await book('{}', { 'content-type': 'text/plain' }), 415)
    expectRefused(gateway, await book('{}', { 'content-encoding': 'gzip' }), 415)
    expectRefused(gateway, await book('{}', { 'content-type': 'application/json; charset=latin1' }), 415)
  })

  it('is refused with 413 at 2 MB, whether its length is told or not', async () => {
    const big = JSON.stringify({ ...BOOKING, notes: 'x'.repeat(2 * 2 ** 20) })
    expectRefused(gateway, await book(big), 413)
    const head = `POST /api/v2/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEYS.all}\r\nContent-Type: application/json\r\n`
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const chunked = await rawHttp(gateway.httpPort, [
      `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
      ...Array(32).fill(chunk),
      '0\r\n\r\n',
    ])
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /)
    expect(gateway.standIns.asked).toEqual([])
  })

  it('is refused with 408 when it drips, and the connection is not held', async () => {
    const head = `POST /api/v2/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEYS.all}\r\nContent-Type: application/json\r\n`
    async function* drip() {
      yield `${head}Content-Length: 1000\r\n\r\n{`
      for (let n = 0; n < 40; n++) {
        await systemClock.sleep(50)
        yield ' '
      }
    }
    const started = performance.now()
    const answer = await rawHttp(gateway.httpPort, drip())
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('body_too_slow')
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})

describe('a booking with a field that is wrong', () => {
  const { customer } = BOOKING
  it.each([
    { what: 'no service', change: { service_id: undefined }, field: 'service_id', says: 'is required' },
    { what: 'no branch', change: { branch_id: undefined }, field: 'branch_id', says: 'is required' },
    { what: 'no customer', change: { customer: undefined }, field: 'customer', says: 'is required' },
    { what: 'no name', change: { customer: { email: 'a@example.com' } }, field: 'customer.name', says: 'is required' },
    {
      what: 'neither e-mail nor phone',
      change: { customer: { name: 'Erika' } },
      field: 'customer.email',
      says: 'phone number is required',
    },
    { what: 'no start', change: { start: undefined }, field: 'start', says: 'is required' },
    { what: 'a service that is a list', change: { service_id: [1] }, field: 'service_id', says: 'positive number' },
    { what: 'a service that is no number', change: { service_id: 'haircut' }, field: 'service_id', says: 'positive number' },
    { what: 'a negative service', change: { service_id: -1 }, field: 'service_id', says: 'positive number' },
    { what: 'a start that is a number', change: { start: 1_800_000_000 }, field: 'start', says: 'must be a text' },
    { what: 'a customer that is a text', change: { customer: 'Erika' }, field: 'customer', says: 'must be an object' },
    { what: 'an e-mail that is none', change: { customer: { ...customer, email: 'erika@' } }, field: 'customer.email', says: 'e-mail' },
    { what: 'a phone with letters', change: { customer: { ...customer, phone: 'call me' } }, field: 'customer.phone', says: 'digits' },
    { what: 'a name with markup', change: { customer: { ...customer, name: '<script>' } }, field: 'customer.name', says: 'letters' },
    { what: 'an unknown zone', change: { timeZone: 'Mars/Olympus' }, field: 'timeZone', says: 'not an IANA time zone' },
    { what: 'an offset for a zone', change: { timezone: '+02:00', timeZone: undefined }, field: 'timezone', says: 'not an IANA time zone' },
    { what: 'no zone for a time without offset', change: { timeZone: undefined }, field: 'timeZone', says: 'is required' },
    { what: 'a start in the past', change: { start: '2020-01-01T10:00:00' }, field: 'start', says: 'future' },
    { what: 'a start that is no time', change: { start: 'tomorrow at ten' }, field: 'start', says: 'must be a time' },
    { what: 'an end before the start', change: { end_time: `${YEAR}-06-01T09:00:00` }, field: 'end_time', says: 'must be after start' },
    { what: 'a source nobody knows', change: { source: 'pigeon' }, field: 'source', says: 'must be one of api, web' },
    { what: 'notes without end', change: { notes: 'x'.repeat(2_001) }, field: 'notes', says: 'at most 2000 characters' },
    { what: 'a phone without digits', change: { customer: { ...customer, phone: '-----' } }, field: 'customer.phone', says: '5 digits' },
    { what: 'two starts', change: { start_time: `${YEAR}-06-01T11:00:00` }, field: 'start_time', says: 'the same time as start' },
    { what: 'a start years ahead', change: { start: `${YEAR + 3}-06-01T10:00:00` }, field: 'start', says: '400 days ahead' },
  ])('is refused with 422 that names it: $what', async ({ change, field, says }) => {
    const answer = await book({ ...BOOKING, ...change })
    expectRefused(gateway, answer, 422)
    expect(answer.body.message).toBe('Booking validation failed')
    expect(answer.body.errors[field]?.join()).toContain(says)
  })

  it('names all that is wrong at once', async () => {
    const answer = await book({ customer: {}, start: 5 })
    expectRefused(gateway, answer, 422)
    expect(Object.keys(answer.body.errors)).toEqual(['service_id', 'branch_id', 'customer.name', 'start'])
  })

  it('is told what to send instead of a time that does not exist or happens twice', async () => {
    const gap = await book({ ...BOOKING, start: nthSunday(YEAR, 2, '02:30:00') })
    expectRefused(gateway, gap, 422)
    expect(gap.body.errors.start[0]).toMatch(/does not exist in Europe\/Berlin.*T03:30:00/)
    const fold = await book({ ...BOOKING, start: nthSunday(YEAR, 9, '02:30:00') })
    expectRefused(gateway, fold, 422)
    expect(fold.body.errors.start[0]).toMatch(/happens twice.*\+02:00 or .*\+01:00/)
  })

  it('is refused with 422 for an Idempotency-Key that can’t be kept', async () => {
    expectRefused(gateway, await book(BOOKING, { 'idempotency-key': 'x'.repeat(201) }), 422)
    expectRefused(gateway, await book(BOOKING, { 'idempotency-key': 'two words' }), 422)
    const empty = await book(BOOKING, { 'idempotency-key': '' })
    expectRefused(gateway, empty, 422)
    expect(empty.body.errors['Idempotency-Key'].join()).toContain('1 to 200')
  })

  it('is refused with 422 for a wait that is no time', async () => {
    const answer = await book(BOOKING, { prefer: 'wait=abc' })
    expectRefused(gateway, answer, 422)
    expect(answer.body.errors.Prefer.join()).toContain('seconds')
  })
})

/** The last Sunday of March (2) or October (9), when Berlin's clocks change. */
function nthSunday(year: number, month: number, time: string): string {
  const last = new Date(Date.UTC(year, month + 1, 0))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return `${last.toISOString().slice(0, 10)}T${time}`
}

describe('a look-up with a field that is wrong', () => {
  it.each([
    { what: 'an unknown zone', change: { timezone: 'Berlin', timeZone: undefined }, field: 'timezone', says: 'not an IANA time zone' },
    { what: 'a start in the past', change: { start_date: '2020-01-01' }, field: 'start_date', says: 'past' },
    { what: 'an end before the start', change: { end_date: `${YEAR}-05-01` }, field: 'end_date', says: 'after start_date' },
    { what: 'a day that is none', change: { start_date: `${YEAR}-02-30` }, field: 'start_date', says: 'must be a date' },
    { what: 'a range without end', change: { end_date: `${YEAR + 1}-06-01` }, field: 'end_date', says: 'at most 62 days' },
    { what: 'a word for a date', change: { start_date: 'tomorrow' }, field: 'start_date', says: 'must be a date such as' },
    { what: 'a start years ahead', change: { start_date: `${YEAR + 3}-06-01` }, field: 'start_date', says: '400 days ahead' },
    { what: 'no dates', change: { start_date: undefined }, field: 'start_date', says: 'is required' },
    { what: 'max_age without an age', change: { freshness: 'max_age' }, field: 'max_age_ms', says: 'is required' },
  ])('is refused with message and errors: $what', async ({ change, field, says }) => {
    const answer = await lookUp(change)
    expectRefused(gateway, answer, 422)
    expect(answer.body.message).toBe('The given data was invalid.')
    expect(answer.body.errors[field].join()).toContain(says)
  })

  it.each([
    { change: { service_id: 999 }, field: 'service_id' },
    { change: { branch_id: 999 }, field: 'branch_id' },
    { change: { staff_id: 999 }, field: 'staff_id' },
  ])('is refused with 404 for what is not there: $field', async ({ change, field }) => {
    for (const answer of [await lookUp(change), await book({ ...BOOKING, ...change })]) {
      expectRefused(gateway, answer, 404)
      expect(answer.body.errors).toHaveProperty(field)
    }
  })
})

describe('other requests that are wrong', () => {
  it.each([
    { change: { start: undefined }, field: 'start', says: 'is required' },
    { change: { start: '2020-01-01T10:00:00' }, field: 'start', says: 'future' },
    { change: { reason: 'x'.repeat(501) }, field: 'reason', says: 'at most 500 characters' },
    { change: { timeZone: 'Nowhere' }, field: 'timeZone', says: 'not an IANA' },
    { change: { new_end_time: `${YEAR}-06-01T10:00:00` }, field: 'new_end_time', says: 'after start' },
  ])('a move is refused with 422: $field $says', async ({ change, field, says }) => {
    const answer = await gateway.call('PATCH', '/api/v2/bookings/123/reschedule', { key: KEYS.all, body: { ...MOVE, ...change } })
    expectRefused(gateway, answer, 422)
    expect(answer.body.message).toBe('Reschedule validation failed')
    expect(answer.body.errors[field].join()).toContain(says)
  })

  it.each([
    { query: 'limit=0', field: 'limit' },
    { query: 'limit=many', field: 'limit' },
    { query: 'status=gone', field: 'status' },
    { query: 'from=yesterday', field: 'from' },
    { query: `from=${YEAR}-06-02&to=${YEAR}-06-01`, field: 'to' },
    { query: 'limit=1&limit=2', field: 'limit' },
  ])('a list is refused with 422: $query', async ({ query, field }) => {
    const answer = await gateway.call('GET', `/api/v2/bookings?${query}`, { key: KEYS.all })
    expectRefused(gateway, answer, 422)
    expect(Object.keys(answer.body.errors).join()).toContain(field)
  })

  it('an id that can be nobody’s is 404, a URL that is none is 400', async () => {
    expectRefused(gateway, await gateway.call('GET', '/api/v2/bookings/a%20b', { key: KEYS.all }), 404)
    expectRefused(gateway, await gateway.call('GET', '/api/v2/bookings/%E0%A4%A', { key: KEYS.all }), 400)
  })

  it('an unknown route is a JSON 404, a wrong method 405 with the right ones', async () => {
    expectRefused(gateway, await gateway.call('GET', '/api/v3/bookings', { key: KEYS.all }), 404)
    const root = await gateway.call('GET', '/')
    expectRefused(gateway, root, 404)
    expect(root.body).toMatchObject({ reason: 'route_not_found', message: expect.stringContaining('/docs') })
    const answer = await gateway.call('PUT', '/api/v2/bookings/123', { key: KEYS.all, body: {} })
    expectRefused(gateway, answer, 405)
    expect(answer.headers.get('allow')).toBe('GET, DELETE, HEAD, OPTIONS')
    expectRefused(gateway, await gateway.call('POST', '/api/health', {}), 405)
  })

  it('answers as problem+json to whoever asks for that', async () => {
    const answer = await gateway.call('GET', '/api/v3', { headers: { accept: 'application/problem+json' } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})
