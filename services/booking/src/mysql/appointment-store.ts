import type { Clock, Ids } from '@calbridge/core'
import { appendToOutbox, type Database, read, type Transaction, transaction } from '@calbridge/mysql'
import type { AppointmentStore } from '../application/ports.ts'
import type { Appointment, Booked } from '../domain/appointment.ts'
import type { Change } from '../domain/change.ts'
import { claimsOf } from '../domain/claims.ts'
import { type ClaimRow, saveClaims, toStoredClaim } from './claims.ts'
import { customerOf } from './customers.ts'
import { eventRecord } from './event-record.ts'
import { insertKey } from './idempotency-store.ts'
import { listUids } from './list.ts'
import { loadAppointments, resolveRef } from './load.ts'
import { appointmentRow, remoteRow, segmentRow } from './rows.ts'

export interface StoreOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly traceparent: () => string | undefined
}

/** Appointments in MySQL or MariaDB: state, claims and outbox of one change commit together. */
export function mysqlAppointmentStore(db: Database, options: StoreOptions): AppointmentStore {
  const { clock } = options
  return {
    create: (change, key) =>
      transaction(db, async (trx) => {
        if (key) await insertKey(trx, change.next.tenant, key, change.next.uid, clock.now())
        return insert(trx, change, options)
      }),

    change: (tenant, ref, decide, key) =>
      transaction(db, async (trx) => {
        const uid = await resolveRef(trx, tenant, ref)
        const [appointment] = uid ? await loadAppointments(trx, tenant, [uid], { lock: true }) : []
        if (!appointment) return undefined
        if (key) await insertKey(trx, tenant, key, appointment.uid, clock.now())
        const before: Booked = { appointment, claims: claimsOf(appointment) }
        const change = decide(before)
        if (!change) return { after: before, changed: false }
        return { after: await update(trx, before, change, options), changed: true }
      }),

    get: (tenant, ref) =>
      read(db, async () => {
        const uid = await resolveRef(db, tenant, ref)
        const [appointment] = uid ? await loadAppointments(db, tenant, [uid]) : []
        return appointment
      }),

    list: (tenant, filter) =>
      read(db, async () => {
        const uids = await listUids(db, tenant, filter)
        const found = await loadAppointments(db, tenant, uids)
        const place = new Map(uids.map((uid, index) => [uid, index]))
        return found.sort((a, b) => (place.get(a.uid) ?? 0) - (place.get(b.uid) ?? 0))
      }),

    liveClaims: (tenant, fromMs, toMs) =>
      read(db, async () => {
        const rows: ClaimRow[] = await db('claims')
          .where({ company_id: tenant })
          .where('ends_at', '>', new Date(fromMs))
          .where('starts_at', '<', new Date(toMs))
          .where((q) => q.whereNull('expires_at').orWhere('expires_at', '>', new Date(clock.now())))
        return rows.map(toStoredClaim)
      }),
  }
}

async function insert(trx: Transaction, change: Change, options: StoreOptions): Promise<Booked> {
  const { next, claims, fact } = change
  const { overlaps } = await saveClaims(trx, next, [], claims, { fact, nowMs: options.clock.now() })
  const stored = overlaps ? flagged(change) : change
  const [id] = await trx('appointments').insert({ ...appointmentRow(stored.next), customer_id: await customerOf(trx, next) })
  const appointment: Appointment = { ...stored.next, id: Number(id) }
  await trx('appointment_phases').insert(appointment.segments.map((segment) => segmentRow(appointment, segment)))
  await saveRemotes(trx, undefined, appointment)
  await tell(trx, undefined, { ...stored, next: appointment }, options)
  return { appointment, claims }
}

async function update(trx: Transaction, before: Booked, change: Change, options: StoreOptions): Promise<Booked> {
  const { claims, fact } = change
  const { overlaps } = await saveClaims(trx, change.next, before.claims, claims, { fact, nowMs: options.clock.now() })
  const stored = overlaps ? flagged(change) : change
  const { next } = stored
  await trx('appointments')
    .where({ id: next.id })
    .update({ ...appointmentRow(next), ...moves(before.appointment, stored, trx) })
  for (const segment of next.segments)
    await trx('appointment_phases').where({ appointment_uid: next.uid, sequence_order: segment.index }).update(segmentRow(next, segment))
  await saveRemotes(trx, before.appointment, next)
  await tell(trx, before, stored, options)
  return { appointment: next, claims }
}

/** Cal.com accepted what overlaps: both stay, a human decides. */
const flagged = (change: Change): Change => ({ ...change, next: { ...change.next, requiresManualReview: true, syncErrorCode: 'overlap' } })

/** The old tables' account of a move: how often, when, by whom. */
function moves(before: Appointment, { next, event }: Change, trx: Transaction): Record<string, unknown> {
  if (event.kind === 'cancelled')
    return { cancelled_by: event.origin, cancellation_source: event.origin === 'calcom' ? 'calcom_webhook' : event.origin }
  if (event.kind !== 'rescheduled') return {}
  return {
    rescheduled_at: new Date(next.updatedAtMs),
    rescheduled_by: event.origin === 'calcom' ? 'customer' : event.origin,
    reschedule_source: event.origin === 'calcom' ? 'calcom_webhook' : event.origin,
    rescheduled_count: trx.raw('rescheduled_count + ?', [before.version === next.version ? 0 : 1]),
  }
}

async function saveRemotes(
  trx: Transaction,
  before: Appointment | undefined,
  { tenant, uid, remotes, segments }: Appointment,
): Promise<void> {
  const known = new Map((before?.remotes ?? []).map((remote) => [remote.uid, JSON.stringify(remote)]))
  const rows = remotes
    .filter((remote) => known.get(remote.uid) !== JSON.stringify(remote))
    .map((remote) => remoteRow(tenant, uid, remote, segments.find(({ remoteUid }) => remoteUid === remote.uid)?.index))
  if (rows.length > 0) await trx('calcom_bookings').insert(rows).onConflict(['company_id', 'uid']).merge()
}

const tell = (trx: Transaction, before: Booked | undefined, change: Change, { ids, traceparent }: StoreOptions): Promise<void> =>
  appendToOutbox(trx, 'booking', [eventRecord(before, change, { eventId: ids.next(), traceparent: traceparent() })])
