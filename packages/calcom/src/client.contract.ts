import { beforeEach, describe, expect, it } from 'vitest'
import type { CalcomClient } from './client.ts'
import type { CalcomError } from './errors.ts'
import type { NewBooking } from './requests.ts'

/** A Cal.com with an account of its own, whose host is free on weekdays from 9 to 17 o'clock UTC. */
export interface CalcomHarness {
  readonly client: CalcomClient
  /** 30 minutes; a personal one. */
  readonly eventTypeId: number
  /** The same host's; Cal.com asks the host to confirm. */
  readonly confirmedByHostId: number
}

const options = { priority: 'sync', timeoutMs: 10_000 } as const
const DAY_MS = 86_400_000

/** A weekday three weeks ahead, at nine in the morning UTC. */
function workday(): number {
  const date = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + 21 * DAY_MS)
  while (date.getUTCDay() % 6 === 0) date.setUTCDate(date.getUTCDate() + 1)
  return date.setUTCHours(9)
}

const failure = (call: Promise<unknown>): Promise<CalcomError> =>
  call.then(
    () => {
      throw new Error('it succeeded')
    },
    (error: CalcomError) => error,
  )

/** What the client promises of a Cal.com, whichever it is: the simulator in tests, a real one by hand. */
export function clientContract(name: string, make: () => Promise<CalcomHarness>): void {
  describe(`Cal.com client: ${name}`, () => {
    let client: CalcomClient
    let harness: CalcomHarness
    const startMs = workday()
    const booking = (given: Partial<NewBooking> = {}): NewBooking => ({
      eventTypeId: harness.eventTypeId,
      startMs,
      attendee: { name: 'Jane Doe', email: 'Jane.Doe@Example.com', timeZone: 'Europe/Berlin' },
      metadata: { calbridge_change: 'change-1', calbridge_tenant: '1' },
      ...given,
    })
    beforeEach(async () => {
      harness = await make()
      client = harness.client
    })

    it('lists a day of slots in order, and only those inside the range', async () => {
      const request = { eventTypeId: harness.eventTypeId, fromMs: startMs + 3_600_000, toMs: startMs + 3 * 3_600_000 }
      const slots = await client.slots(request, options)
      expect(slots.map((slot) => slot.startMs)).toEqual([0, 1, 2, 3].map((half) => request.fromMs + half * 1_800_000))
      expect(slots[0]?.endMs).toBe(request.fromMs + 1_800_000)
    })

    it('books, reads back, finds by event type, address and start, moves and cancels', async () => {
      const { booking: made, ours } = await client.createBooking(booking(), options)
      expect(ours).toBe(true)
      expect(made).toMatchObject({ status: 'accepted', startMs, endMs: startMs + 1_800_000, eventTypeId: harness.eventTypeId })
      expect(made.metadata).toMatchObject({ calbridge_change: 'change-1', calbridge_tenant: '1' })
      expect(made.attendees[0]).toMatchObject({ email: 'jane.doe@example.com' })
      expect((await client.getBooking(made.uid, options)).uid).toBe(made.uid)

      const query = {
        eventTypeId: harness.eventTypeId,
        attendeeEmail: 'Jane.Doe@Example.com',
        afterStartMs: startMs,
        beforeEndMs: made.endMs,
      }
      const found = await client.listBookings({ ...query, status: ['upcoming'] }, options)
      expect(found.bookings.map(({ uid }) => uid)).toEqual([made.uid])
      expect(found.last).toBe(true)

      const moved = await client.rescheduleBooking({ uid: made.uid, startMs: startMs + 3_600_000 }, options)
      expect(moved).toMatchObject({
        startMs: startMs + 3_600_000,
        rescheduledFromUid: made.uid,
        metadata: { calbridge_change: 'change-1' },
      })
      expect(await client.getBooking(made.uid, options)).toMatchObject({ status: 'cancelled', rescheduledToUid: moved.uid })
      expect(await failure(client.rescheduleBooking({ uid: made.uid, startMs }, options))).toMatchObject({
        kind: 'already_rescheduled',
        newUid: moved.uid,
      })

      expect(await client.cancelBooking({ uid: moved.uid, reason: 'ill' }, options)).toMatchObject({
        status: 'cancelled',
        cancellationReason: 'ill',
      })
      expect(await failure(client.cancelBooking({ uid: moved.uid, reason: 'ill' }, options))).toMatchObject({
        kind: 'already_cancelled',
        sent: true,
      })
      expect(await failure(client.rescheduleBooking({ uid: moved.uid, startMs }, options))).toMatchObject({ kind: 'already_cancelled' })
    })

    it('says that a slot is taken, past or closed', async () => {
      await client.createBooking(booking(), options)
      const attendee = { name: 'Other', email: 'other@example.com', timeZone: 'UTC' }
      expect(await failure(client.createBooking(booking({ attendee }), options))).toMatchObject({ kind: 'slot_taken', code: 'conflict' })
      expect(await failure(client.createBooking(booking({ startMs: startMs - 6 * 3_600_000 }), options))).toMatchObject({
        kind: 'slot_taken',
      })
      expect(await failure(client.createBooking(booking({ startMs: startMs - 60 * DAY_MS }), options))).toMatchObject({ kind: 'past' })
    })

    it('books once when many want the same slot at once; the others hear of a taken slot or a lost race', async () => {
      const results = await Promise.allSettled(
        [1, 2, 3, 4].map((who) =>
          client.createBooking(booking({ attendee: { name: 'N', email: `n${who}@example.com`, timeZone: 'UTC' } }), options),
        ),
      )
      const kinds = results.map((result) => (result.status === 'fulfilled' ? 'booked' : (result.reason as CalcomError).kind))
      expect(kinds.filter((kind) => kind === 'booked')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'slot_taken' || kind === 'lost_race')).toHaveLength(3)
    })

    it('knows a booking that came back instead of a new one', async () => {
      const first = await client.createBooking(booking({ eventTypeId: harness.confirmedByHostId }), options)
      expect(first).toMatchObject({ ours: true, booking: { status: 'pending' } })
      const again = booking({ eventTypeId: harness.confirmedByHostId, metadata: { calbridge_change: 'change-2' } })
      const second = await client.createBooking(again, options)
      expect(second).toMatchObject({ ours: false, booking: { uid: first.booking.uid, metadata: { calbridge_change: 'change-1' } } })
    })

    it('confirms and declines once', async () => {
      const eventTypeId = harness.confirmedByHostId
      const one = await client.createBooking(booking({ eventTypeId }), options)
      expect(await client.confirmBooking(one.booking.uid, options)).toMatchObject({ status: 'accepted' })
      expect(await failure(client.confirmBooking(one.booking.uid, options))).toMatchObject({ kind: 'already_confirmed' })
      const two = await client.createBooking(booking({ eventTypeId, startMs: startMs + 7_200_000 }), options)
      expect(await client.declineBooking(two.booking.uid, 'no', options)).toMatchObject({ status: 'rejected' })
    })

    it('lists by change in pages, from a time on, inclusive', async () => {
      const uids: string[] = []
      for (let index = 0; index < 3; index++) {
        uids.push((await client.createBooking(booking({ startMs: startMs + index * 3_600_000 }), options)).booking.uid)
      }
      const query = { sort: { by: 'updatedAt', order: 'asc' }, take: 2 } as const
      const first = await client.listBookings(query, options)
      expect(first.last).toBe(false)
      const cursorMs = first.bookings.at(-1)?.updatedAtMs
      const rest = await client.listBookings({ ...query, afterUpdatedAtMs: cursorMs, take: 250 }, options)
      expect(rest.last).toBe(true)
      const seen = new Set([...first.bookings, ...rest.bookings].map(({ uid }) => uid))
      expect([...seen].sort()).toEqual(uids.sort())
      expect(rest.bookings.map(({ uid }) => uid)).toContain(first.bookings.at(-1)?.uid)
    })

    it('names the field of an invalid request', async () => {
      const bad = { name: 'N', email: 'nonsense', timeZone: 'UTC' }
      expect(await failure(client.createBooking(booking({ attendee: bad }), options))).toMatchObject({
        kind: 'invalid',
        field: 'attendee.email',
      })
      const zone = { name: 'N', email: 'n@example.com', timeZone: 'Mars/Base' }
      expect(await failure(client.createBooking(booking({ attendee: zone }), options))).toMatchObject({
        kind: 'invalid',
        field: 'attendee.timeZone',
      })
    })

    it('tells what is not there', async () => {
      expect(await failure(client.getBooking('nosuchbooking', options))).toMatchObject({ kind: 'not_found', code: 'not_found' })
      expect(await failure(client.cancelBooking({ uid: 'nosuchbooking', reason: 'x' }, options))).toMatchObject({ kind: 'not_found' })
      expect(await failure(client.createBooking(booking({ eventTypeId: 987_654 }), options))).toMatchObject({ kind: 'not_found' })
      expect(await failure(client.slots({ eventTypeId: 987_654, fromMs: startMs, toMs: startMs + 1_000 }, options))).toMatchObject({
        kind: 'not_found',
      })
      expect(await failure(client.listBookings({ eventTypeId: 987_654 }, options))).toMatchObject({ kind: 'not_found' })
    })

    it('reads what its user has', async () => {
      const types = await client.eventTypes(options)
      expect(types.find(({ id }) => id === harness.eventTypeId)).toMatchObject({ lengthMin: 30, requiresConfirmation: false })
      expect(types.find(({ id }) => id === harness.confirmedByHostId)).toMatchObject({ requiresConfirmation: true })
      expect((await client.eventType(harness.eventTypeId, options)).hosts[0]?.userId).toBe((await client.me(options)).id)
      expect((await client.schedules(options))[0]).toMatchObject({ timeZone: 'UTC' })
    })

    it('subscribes to webhooks, once for an address', async () => {
      const wanted = { subscriberUrl: 'https://hooks.example.com/calcom', triggers: ['BOOKING_CREATED'], secret: 'whsec' }
      const made = await client.createWebhook(wanted, options)
      expect(await client.listWebhooks(options)).toEqual([
        { id: made.id, subscriberUrl: wanted.subscriberUrl, active: true, triggers: wanted.triggers },
      ])
      expect(await failure(client.createWebhook(wanted, options))).toMatchObject({ kind: 'already_exists' })
      await client.deleteWebhook(made.id, options)
      expect(await client.listWebhooks(options)).toEqual([])
    })

    it('reserves a slot and gives it back', async () => {
      const reserved = await client.reserveSlot({ eventTypeId: harness.eventTypeId, startMs }, options)
      expect(reserved).toMatchObject({ startMs, endMs: startMs + 1_800_000 })
      expect(await failure(client.reserveSlot({ eventTypeId: harness.eventTypeId, startMs }, options))).toMatchObject({
        kind: 'slot_taken',
        reason: 'reserved',
      })
      await client.releaseReservation(reserved.uid, options)
    })
  })
}
