import { fileScope, testIds, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, NOW, newChange, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, openStores } from '../testing/mysql-stores.ts'
import { mysqlPopularServices, POPULAR_SERVICES } from './popular-services.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Saturday, 21 November 2026, 9:00 UTC. */
const HOUR_OF_NOW = 5 * 24 + 9

describe.each(ENGINES)('what is booked most, on %s', (engine) => {
  const ids = testIds()
  const scope = fileScope()
  let url = ''
  beforeAll(async () => {
    url = await bookingDatabase(engine)
    const { db, store } = openStores(url, scope, { clock: { now: () => NOW } })
    let at = 0
    const book = async (createdMs: number, tenant = '1', eventTypeIds = ['11']) => {
      const startMs = TEN + ++at * 60 * MINUTE
      const segments = eventTypeIds.map((eventTypeId, index) =>
        segment({ index, eventTypeId, resource: `staff:${eventTypeId}`, startMs, endMs: startMs + 30 * MINUTE }),
      )
      const change = newChange(ids.next(), segments)
      await store.create({ ...change, next: { ...change.next, tenant } })
      await db('appointments')
        .where({ uid: change.next.uid })
        .update({ created_at: new Date(createdMs) })
    }
    for (let booking = 0; booking < 6; booking++) await book(NOW - booking * 7 * DAY_MS)
    await book(NOW - HOUR_MS)
    for (let booking = 0; booking < 3; booking++) await book(NOW - 2 * DAY_MS, '1', ['21', '22'])
    await book(NOW, '2')
  }, 60_000)

  const list = (sinceMs: number, minBookings: number, tenant = '1') => {
    const { db } = openStores(url, testScope())
    return mysqlPopularServices(db)(tenant, sinceMs, minBookings)
  }

  it('counts the bookings made since a time, by event type, and by the hour of the week in which they were made', async () => {
    const [first, ...others] = await list(NOW - 30 * DAY_MS, 2)
    expect(first).toMatchObject({ serviceId: '7', branchId: 'b', staffId: 'anna', eventTypeId: '11', bookings: 6 })
    const hours = first!.byHourOfWeek.flatMap((count, hour) => (count > 0 ? [[hour, count]] : []))
    expect(hours).toEqual([
      [HOUR_OF_NOW - 1, 1],
      [HOUR_OF_NOW, 5],
    ])
    expect(others.map(({ eventTypeId, bookings }) => [eventTypeId, bookings]).toSorted()).toEqual([
      ['21', 3],
      ['22', 3],
    ])
  })

  it('names only what has more bookings than asked for, and of this tenant alone', async () => {
    expect((await list(NOW - 30 * DAY_MS, 3)).map(({ eventTypeId }) => eventTypeId)).toEqual(['11'])
    expect((await list(NOW - 60 * DAY_MS, 0, '2')).map(({ bookings }) => bookings)).toEqual([1])
    expect(await list(NOW + DAY_MS, 0)).toEqual([])
  })

  it('reads the tenant’s latest bookings by an index, however many there are of others', async () => {
    const { db } = openStores(url, testScope())
    const rows = Array.from({ length: 4_000 }, (_, index) => ({
      uid: ids.next(),
      company_id: 100 + (index % 40),
      service_id: 7,
      change_id: ids.next(),
      created_at: new Date(NOW - (index % 90) * DAY_MS),
    }))
    await db.batchInsert('appointments', rows, 1_000)
    const phases = rows.map(({ uid, company_id }, index) => ({
      company_id,
      appointment_id: index + 1_000,
      appointment_uid: uid,
      sequence_order: 0,
      duration_minutes: 30,
      event_type_id: 11,
      credential_id: 'c1',
      resource: 'staff:anna',
    }))
    await db.batchInsert('appointment_phases', phases, 1_000)
    await db.raw('ANALYZE TABLE appointments, appointment_phases')
    const [plan] = (await db.raw(`EXPLAIN ${POPULAR_SERVICES}`, ['101', new Date(NOW - 30 * DAY_MS)])) as [{ table: string; key: string }[]]
    // MariaDB may name a second index, by which it filters: `unique_segment|idx_time`.
    expect(plan.map(({ table, key }) => [table, key.split('|')[0]])).toEqual([
      ['a', 'idx_company_created'],
      ['p', 'unique_segment'],
    ])
  })
})
