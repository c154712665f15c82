import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalcomSim, startCalcomSim, type WorldSpec } from '../src/index.ts'
import { Client, hours } from './client.ts'

const plain = { lengthInMinutes: 40, minimumBookingNotice: 0, locations: [{ type: 'link', link: 'https://meet.example/1' }] }
const WORLD: WorldSpec = {
  users: [
    {
      username: 'ida',
      name: 'Ida Holm',
      key: 'cal_ida',
      timeZone: 'Europe/Oslo',
      schedules: [{ availability: hours('08:00', '20:00') }],
      eventTypes: [
        { id: 900, title: 'Repair', slug: 'repair', ...plain },
        { id: 901, title: 'Asked', slug: 'asked', ...plain, confirmationPolicy: { type: 'always' } },
        { id: 902, title: 'Class', slug: 'class', ...plain, seats: { seatsPerTimeSlot: 3 } },
        { id: 903, title: 'Series', slug: 'series', ...plain, recurrence: { interval: 2, occurrences: 4, frequency: 'weekly' } },
        { id: 904, title: 'Once', slug: 'once', ...plain, bookerActiveBookingsLimit: { maximumActiveBookings: 2, offerReschedule: true } },
        { id: 905, title: 'Parent', slug: 'parent', ...plain, schedulingType: 'managed' },
        { id: 906, title: 'Fields', slug: 'fields', ...plain, bookingFields: [{ type: 'text', slug: 'plate', required: true }] },
      ],
    },
    { username: 'jon', name: 'Jon Vik', key: 'cal_jon', timeZone: 'Europe/Oslo', schedules: [{ availability: hours('08:00', '20:00') }] },
  ],
  teams: [
    {
      name: 'Garage',
      members: ['ida', 'jon'],
      eventTypes: [{ id: 950, title: 'Either', slug: 'either', ...plain, schedulingType: 'roundRobin' }],
    },
  ],
}
const AT = '2029-02-05T10:00:00Z'
let sim: CalcomSim
let ida: Client
let nobody: Client

beforeAll(async () => {
  sim = await startCalcomSim({ world: WORLD, rateLimit: { limit: 100_000 }, raceWindowMs: 0 })
  ida = new Client(sim, 'ida')
  nobody = new Client(sim)
})
beforeEach(() => {
  sim.control.reset(5)
  sim.control.createWorld(WORLD)
  sim.control.clock({ now: '2029-02-01T00:00:00Z' })
})
afterAll(() => sim.close())

const uidOf = async (answer: Promise<{ status: number; body: { data: { uid: string } } }>): Promise<string> => {
  const { status, body } = await answer
  expect([200, 201]).toContain(status)
  return body.data.uid
}
const show = async (uid: string) => (await ida.get(`/v2/bookings/${uid}`)).body.data
const act = (uid: string, action: string, body: object = {}, by = ida) => by.post(`/v2/bookings/${uid}/${action}`, body)

describe('bookings', () => {
  it('carry the caller’s metadata and take the host’s time', async () => {
    const { status, body } = await ida.book(900, AT, 'li@example.org', { metadata: { ref: 'A-17' } })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      title: 'Repair between Ida Holm and Noor Haddad',
      metadata: { ref: 'A-17' },
      duration: 40,
      location: 'https://meet.example/1',
    })
    const again = await ida.book(900, '2029-02-05T10:20:00Z')
    expect(again.status).toBe(400)
    expect(again.body.error.message).toBe('User either already has booking at this time or is not available')
  })

  it('form a chain of uids when moved, and a retry names the next', async () => {
    const first = await uidOf(ida.book(900, AT))
    const second = await uidOf(act(first, 'reschedule', { start: '2029-02-06T10:00:00Z', reschedulingReason: 'snow' }))
    expect(await show(first)).toMatchObject({ status: 'cancelled', rescheduledToUid: second, cancellationReason: '' })
    expect(await show(second)).toMatchObject({ status: 'accepted', rescheduledFromUid: first, reschedulingReason: 'snow' })
    const retry = await act(first, 'reschedule', { start: '2029-02-06T10:00:00Z' })
    expect(retry.body.error.message).toContain(`rescheduled already to booking with uid=${second}`)
    expect((await ida.book(900, AT)).status).toBe(201)
  })

  it('need a reason from the host to be cancelled, and free the time', async () => {
    const uid = await uidOf(ida.book(900, AT))
    expect(await act(uid, 'cancel')).toMatchObject({ status: 400, body: { statusCode: 400, message: 'Cancellation reason is required' } })
    expect((await act(uid, 'cancel', { cancellationReason: 'ill' })).body.data).toMatchObject({
      status: 'cancelled',
      cancellationReason: 'ill',
    })
    expect((await act(uid, 'cancel', { cancellationReason: 'ill' })).status).toBe(400)
    expect((await ida.book(900, AT)).status).toBe(201)
  })

  it('come alive again by a confirmation, whatever took their time', async () => {
    const uid = await uidOf(ida.book(900, AT))
    await act(uid, 'cancel', {}, nobody)
    await uidOf(ida.book(900, AT))
    expect((await act(uid, 'confirm')).body.data.status).toBe('accepted')
    expect(sim.control.bookings('ida').filter(({ status }) => status === 'accepted')).toHaveLength(2)
  })

  it('that wait for confirmation leave the slot open, and two of one slot can both be confirmed', async () => {
    const one = await uidOf(ida.book(901, AT, 'a@example.org'))
    const two = await uidOf(ida.book(901, AT, 'b@example.org'))
    expect(one).not.toBe(two)
    for (const uid of [one, two]) expect((await act(uid, 'confirm')).body.data.status).toBe('accepted')
  })

  it('are answered with the older one for the same attendee, old metadata and all', async () => {
    const uid = await uidOf(ida.book(901, AT, 'c@example.org', { metadata: { try: '1' } }))
    const { body } = await ida.book(901, AT, 'c@example.org', { metadata: { try: '2' } })
    expect(body.data).toMatchObject({ uid, metadata: { try: '1' } })
  })

  it('rotate over a team’s hosts, and only who takes part sees them', async () => {
    const hosts = []
    for (const email of ['x@example.org', 'y@example.org']) hosts.push((await ida.book(950, AT, email)).body.data.hosts[0].username)
    expect(hosts).toEqual(['ida', 'jon'])
    expect((await ida.book(950, AT, 'z@example.org')).body.error.message).toContain('One of the hosts either already has booking')
    const seen = async (client: Client) => (await client.get('/v2/bookings')).body.data.length
    expect([await seen(ida), await seen(new Client(sim, 'jon'))]).toEqual([1, 1])
  })

  it('take seats until none is left', async () => {
    for (const email of ['1@example.org', '2@example.org', '3@example.org']) expect((await ida.book(902, AT, email)).status).toBe(201)
    expect((await ida.book(902, AT, '2@example.org')).body).toEqual({
      statusCode: 409,
      message: 'already_signed_up_for_this_booking_error',
    })
    expect((await ida.book(902, AT, '4@example.org')).body.error.message).toBe('No more seats left at this seated booking.')
    const { data } = (await ida.get(`/v2/slots?eventTypeId=902&start=${AT}&end=2029-02-05T10:40:00Z`)).body
    expect(data['2029-02-05'][0]).toMatchObject({ seatsBooked: 3, seatsRemaining: 0, seatsTotal: 3 })
  })

  it('repeat in the attendee’s clock', async () => {
    const { body } = await ida.book(903, AT, 'r@example.org', { recurrenceCount: 3 })
    expect(body.data.map(({ start }: { start: string }) => start.slice(0, 10))).toEqual(['2029-02-05', '2029-02-19', '2029-03-05'])
    expect(new Set(body.data.map(({ recurringBookingUid }: { recurringBookingUid: string }) => recurringBookingUid)).size).toBe(1)
  })

  it('are limited by address where the event type says so', async () => {
    await ida.book(904, '2029-02-05T10:00:00Z', 'q@example.org')
    const second = await uidOf(ida.book(904, '2029-02-05T11:00:00Z', 'q@example.org'))
    const third = await ida.book(904, '2029-02-05T12:00:00Z', 'q@example.org')
    expect(third.body.error.message).toContain(`You can reschedule your existing booking (${second})`)
  })

  it('are refused for a managed parent and without a required field', async () => {
    expect((await ida.book(905, AT)).body.error.message).toContain("parent managed event type that can't be booked")
    expect((await ida.book(906, AT)).body.error.message).toContain('Missing required booking field response: plate')
    expect((await ida.book(906, AT, 'p@example.org', { bookingFieldsResponses: { plate: 'AB 123' } })).status).toBe(201)
  })

  it('are listed by page, with counts that ignore the filters by time of change', async () => {
    for (const hour of [10, 11, 12, 13]) await ida.book(900, `2029-02-05T${hour}:00:00Z`)
    const page = (await ida.get('/v2/bookings?take=3&skip=3')).body
    expect(page.data).toHaveLength(1)
    expect(page.pagination).toMatchObject({ totalItems: 4, returnedItems: 1, hasNextPage: false, hasPreviousPage: true, currentPage: 2 })
    const none = (await ida.get('/v2/bookings?afterUpdatedAt=2030-01-01T00:00:00Z')).body
    expect(none).toMatchObject({ data: [], pagination: { totalItems: 4, returnedItems: 4 } })
    expect((await ida.get('/v2/bookings?eventTypeId=31337')).body.error).toEqual({
      code: 'TRPCError',
      message: 'The requested event-types do not exist.',
    })
  })

  it('answer 304 to who has them, which counts for the limit', async () => {
    const uid = await uidOf(ida.book(900, AT))
    const first = await ida.get(`/v2/bookings/${uid}`)
    // A browser's fetch forbids it; a plain client does not send cache-control.
    const second = await ida.call('GET', `/v2/bookings/${uid}`, undefined, {
      'if-none-match': first.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    })
    expect(first.headers.get('etag')).toMatch(/^W\//)
    expect([200, 304]).toContain(second.status)
    const remaining = (answer: typeof first) => Number(answer.headers.get('x-ratelimit-remaining-default'))
    expect(remaining(second)).toBe(remaining(first) - 1)
  })
})
