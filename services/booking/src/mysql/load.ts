import { AppError } from '@calbridge/core'
import type { Database } from '@calbridge/mysql'
import type { AppointmentRef } from '../application/ports.ts'
import type { Appointment } from '../domain/appointment.ts'
import { toAppointment, toRemote, toSegment } from './rows.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const NUMBER = /^\d{1,18}$/

/** The uid behind a reference of this tenant. */
export async function resolveRef(db: Database, tenant: string, ref: AppointmentRef): Promise<string | undefined> {
  if (UUID.test(ref)) return ref.toLowerCase()
  if (NUMBER.test(ref)) {
    const row = await db('appointments').where({ company_id: tenant, id: ref }).first('uid')
    return row?.uid
  }
  const row = await db('calcom_bookings').where({ company_id: tenant, uid: ref }).first('appointment_uid')
  return row?.appointment_uid ?? undefined
}

// Each retry means that one was changed within the same few milliseconds.
const MOST_READS = 5

/** Reads appointments whole, each as one version of it; with `lock` their rows are owned until the transaction ends. */
export async function loadAppointments(
  db: Database,
  tenant: string,
  uids: readonly string[],
  { lock = false } = {},
): Promise<Appointment[]> {
  if (uids.length === 0) return []
  for (let reads = 1; reads <= MOST_READS; reads++) {
    const found = await readParts(db, tenant, uids, lock)
    if (lock || found.length === 0 || (await isStill(db, tenant, found))) return found
  }
  throw new AppError('unavailable', 'too many changes at once', { reason: 'database_contention', retryAfterMs: 50 })
}

async function readParts(db: Database, tenant: string, uids: readonly string[], lock: boolean): Promise<Appointment[]> {
  const query = db('appointments').where({ company_id: tenant }).whereIn('uid', uids).whereNull('deleted_at')
  const rows = await (lock ? query.orderBy('id').forUpdate() : query)
  if (rows.length === 0) return []
  const [segments, remotes] = await Promise.all([
    db('appointment_phases').where({ company_id: tenant }).whereIn('appointment_uid', uids).orderBy('sequence_order'),
    db('calcom_bookings').where({ company_id: tenant }).whereIn('appointment_uid', uids).orderBy('id'),
  ])
  const of = (list: Record<string, unknown>[], uid: string) => list.filter((row) => row.appointment_uid === uid)
  return rows.map((row) => toAppointment(row, of(segments, row.uid).map(toSegment), of(remotes, row.uid).map(toRemote)))
}

/** Every change raises the version: unchanged, the parts that were read one after the other belong together. */
async function isStill(db: Database, tenant: string, found: readonly Appointment[]): Promise<boolean> {
  const rows: { uid: string; version: number }[] = await db('appointments')
    .where({ company_id: tenant })
    .whereIn(
      'uid',
      found.map(({ uid }) => uid),
    )
    .whereNull('deleted_at')
    .select('uid', 'version')
  return found.every(({ uid, version }) => rows.some((row) => row.uid === uid && Number(row.version) === version))
}
