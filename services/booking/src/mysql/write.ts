import type { Clock, Ids } from '@calbridge/core'
import { appendToOutbox, type Transaction } from '@calbridge/mysql'
import { type Appointment, type Booked, OVERLAP, type RemoteBooking } from '../domain/appointment.ts'
import type { Change } from '../domain/change.ts'
import { saveClaims } from './claims.ts'
import { customerOf } from './customers.ts'
import { eventRecord } from './event-record.ts'
import { milestones } from './milestones.ts'
import { appointmentRow, segmentRow } from './rows.ts'
import { saveRemotes } from './save-remotes.ts'

export interface StoreOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly traceparent: () => string | undefined
}

// Always in this order, and after the appointment's own row: bookings, resources, customer.
// So two transactions wait for each other only one way round.

/** Writes a new appointment. */
export async function insert(trx: Transaction, change: Change, options: StoreOptions): Promise<Booked> {
  await saveRemotes(trx, [], change.next)
  const stored = await claimed(trx, [], change, options)
  const row = { ...appointmentRow(stored.next), ...milestones(undefined, stored), customer_id: await customerOf(trx, stored.next) }
  const [id] = await trx('appointments').insert(row)
  const appointment: Appointment = { ...stored.next, id: Number(id) }
  await trx('appointment_phases').insert(appointment.segments.map((segment) => segmentRow(appointment, segment)))
  await tell(trx, undefined, { ...stored, next: appointment }, options)
  return { appointment, claims: stored.claims }
}

/** Writes a change of a locked appointment; `known` are the bookings that are stored as its own. */
export async function update(
  trx: Transaction,
  before: Booked,
  change: Change,
  options: StoreOptions,
  known: readonly RemoteBooking[] = before.appointment.remotes,
): Promise<Booked> {
  await saveRemotes(trx, known, change.next)
  const stored = await claimed(trx, before.claims, change, options)
  const { next } = stored
  const row = { ...appointmentRow(next), ...milestones(before.appointment, stored), ...moveCount(trx, stored) }
  await trx('appointments').where({ id: next.id }).update(row)
  for (const segment of next.segments)
    await trx('appointment_phases').where({ appointment_uid: next.uid, sequence_order: segment.index }).update(segmentRow(next, segment))
  await tell(trx, before, stored, options)
  return { appointment: next, claims: stored.claims }
}

/** Takes the claims; of what Cal.com accepted over others' time both stay, and a human decides. */
async function claimed(trx: Transaction, before: Booked['claims'], change: Change, { clock }: StoreOptions): Promise<Change> {
  const { next, claims, fact } = change
  const { overlaps } = await saveClaims(trx, next, before, claims, { fact, nowMs: clock.now() })
  return overlaps ? { ...change, next: { ...next, requiresManualReview: true, syncErrorCode: OVERLAP } } : change
}

const moveCount = (trx: Transaction, { event }: Change): Record<string, unknown> =>
  event.kind === 'rescheduled' ? { rescheduled_count: trx.raw('rescheduled_count + 1') } : {}

const tell = (trx: Transaction, before: Booked | undefined, change: Change, { ids, traceparent }: StoreOptions): Promise<void> =>
  appendToOutbox(trx, 'booking', [eventRecord(before, change, { eventId: ids.next(), traceparent: traceparent() })])
