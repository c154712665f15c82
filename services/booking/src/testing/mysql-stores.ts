import { fileURLToPath } from 'node:url'
import { type Clock, type Scope, systemClock } from '@calbridge/core'
import { type Database, fromJson, migrateAll, openDatabase } from '@calbridge/mysql'
import { mysqlUrl } from '@calbridge/testkit'
import { v7 } from 'uuid'
import { mysqlAppointmentStore } from '../mysql/appointment-store.ts'
import { mysqlIdempotencyStore } from '../mysql/idempotency-store.ts'
import { mysqlRemoteStore } from '../mysql/remote-store.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

export const ENGINES = ['mariadb', 'mysql8'] as const
export type Engine = (typeof ENGINES)[number]

/** A database of one's own with booking's tables. */
export async function bookingDatabase(engine: Engine): Promise<string> {
  const url = await mysqlUrl({ engine })
  await migrateAll(url, [migrations])
  return url
}

export interface OpenOptions {
  readonly poolMax?: number
  readonly clock?: Pick<Clock, 'now'>
}

/** The stores as the service wires them, without anything around. */
export function openStores(url: string, scope: Pick<Scope, 'defer'>, { poolMax = 10, clock = systemClock }: OpenOptions = {}) {
  const db = openDatabase({ url, poolMax }, scope)
  const timed = { ...systemClock, ...clock }
  return {
    db,
    store: mysqlAppointmentStore(db, { clock: timed, ids: { next: () => v7() }, traceparent: () => undefined }),
    remotes: mysqlRemoteStore(db),
    idempotency: mysqlIdempotencyStore(db, timed),
    events: (uid: string) => eventsOf(db, uid),
  }
}

export type MysqlStores = ReturnType<typeof openStores>

/** An appointment's events in the outbox, oldest first, as `version kind`. */
async function eventsOf(db: Database, uid: string): Promise<string[]> {
  const rows: { headers: string }[] = await db('booking_outbox').where('record_key', 'like', `%/${uid}`).orderBy('id')
  return rows.map(({ headers }, at) => `${at + 1} ${fromJson<{ type: string }>(headers).type.replace('appointment.', '')}`)
}

const TABLES = [
  'appointments',
  'appointment_phases',
  'claims',
  'claim_locks',
  'calcom_bookings',
  'customers',
  'idempotency_keys',
  'booking_outbox',
]

export async function emptyTables(db: Database): Promise<void> {
  for (const table of TABLES) await db(table).delete()
}
