import { testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyFact } from '../domain/apply-fact.ts'
import { bookRemote } from '../domain/book-remote.ts'
import { cancel, move } from '../domain/commands.ts'
import { applySyncResult } from '../domain/sync-result.ts'
import { fact, MINUTE, NOW, newChange, offer, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, emptyTables, openStores } from '../testing/mysql-stores.ts'

const UID = '00000000-0000-7000-8000-000000000001'
const ELEVEN = TEN + 60 * MINUTE
const at = (second: number) => NOW + second * 1_000
const time = (ms: number) => new Date(ms)
const synced = (uid: string, changeId: string, startMs: number, second: number, differs = {}) =>
  ({
    outcome: 'synced',
    changeId,
    segmentIndex: 0,
    remote: { uid, bookingId: 77, hostId: 101, status: 'accepted', startMs, updatedAtMs: at(second), ...differs },
    attemptCount: 1,
    jobId: 'job-1',
    nowMs: at(second),
  }) as const

describe.each(ENGINES)('the operator’s tables on %s', (engine) => {
  let url = ''
  beforeAll(async () => {
    url = await bookingDatabase(engine)
  })
  async function stores() {
    const opened = openStores(url, testScope(), { clock: { now: () => NOW } })
    await emptyTables(opened.db)
    const row = () => opened.db('appointments').where({ uid: UID }).first()
    return { ...opened, row }
  }

  it('tell who made a booking, when it was sent and when Cal.com had it', async () => {
    const { store, row } = await stores()
    await store.create(newChange(UID, [segment({ eventTypeId: '11' })]))
    expect(await row()).toMatchObject({
      company_id: 1,
      status: 'pending',
      sync_origin: 'api',
      calcom_sync_status: 'pending',
      sync_initiated_at: time(NOW),
      sync_verified_at: null,
      start_time: time(TEN),
      starts_at: time(TEN),
      ends_at: time(TEN + 30 * MINUTE),
      calcom_event_type_id: 11,
      version: 1,
      requires_manual_review: 0,
    })
    await store.change('1', UID, (current) => applySyncResult(current, synced('u1', 'change-1', TEN, 3)))
    const verified = {
      status: 'confirmed',
      calcom_sync_status: 'synced',
      calcom_v2_booking_id: 'u1',
      calcom_v2_booking_uid: 'u1',
      calcom_booking_id: 77,
      calcom_host_id: 101,
      calcom_status: 'accepted',
      sync_verified_at: time(at(3)),
      last_sync_attempt_at: time(at(3)),
      sync_attempt_count: 1,
      sync_job_id: 'job-1',
    }
    expect(await row()).toMatchObject(verified)
    // Something else that happens later does not make the sync look slow.
    await store.change('1', UID, (current) => applyFact(current, fact('not_come', 'u1', at(90)), at(90)))
    expect(await row()).toMatchObject({ ...verified, status: 'no_show', last_modified_by: 'calcom' })
  })

  it('INC-06: tell of a move and its chain of bookings, without a second row', async () => {
    const { store, db, row } = await stores()
    await store.create(newChange(UID))
    await store.change('1', UID, (current) => applySyncResult(current, synced('u1', 'change-1', TEN, 3)))
    const command = { changeId: 'change-2', origin: 'retell', nowMs: at(10), expectedVersion: 2 } as const
    await store.change('1', UID, (current) => move(current, ELEVEN, command))
    expect(await row()).toMatchObject({
      status: 'pending',
      sync_initiated_at: time(at(10)),
      sync_verified_at: null,
      rescheduled_count: 1,
      rescheduled_by: 'retell',
      previous_starts_at: time(TEN),
      change_origin: 'retell',
      sync_origin: 'api',
    })
    await store.change('1', UID, (current) => applySyncResult(current, synced('u2', 'change-2', ELEVEN, 12)))
    const echo = fact('rescheduled', 'u2', at(11), { rescheduleUid: 'u1', startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE })
    await store.change('1', UID, (current) => applyFact(current, echo, at(13)))
    expect(await row()).toMatchObject({
      calcom_v2_booking_uid: 'u2',
      calcom_previous_booking_uid: 'u1',
      start_time: time(ELEVEN),
      sync_verified_at: time(at(12)),
      rescheduled_count: 1,
    })
    expect(await db('appointments').pluck('uid')).toEqual([UID])
    expect(await db('calcom_bookings').orderBy('uid').select('uid', 'appointment_uid', 'next_uid', 'status')).toEqual([
      { uid: 'u1', appointment_uid: UID, next_uid: 'u2', status: 'cancelled' },
      { uid: 'u2', appointment_uid: UID, next_uid: null, status: 'accepted' },
    ])
  })

  it('INC-05: tell cancelled here from cancelled there, and keep both the id and the uid of what is to be cancelled', async () => {
    const { store, row } = await stores()
    await store.create(newChange(UID))
    await store.change('1', UID, (current) => applySyncResult(current, synced('u1', 'change-1', TEN, 3)))
    const command = { changeId: 'change-2', origin: 'admin', nowMs: at(10), reason: 'ill', expectedVersion: 0 } as const
    await store.change('1', UID, (current) => cancel(current, command))
    const tracked = { status: 'cancelled', cancelled_at: time(at(10)), cancelled_by: 'admin', cancellation_reason: 'ill' }
    const there = { calcom_v2_booking_uid: 'u1', calcom_booking_id: 77 }
    expect(await row()).toMatchObject({ ...tracked, ...there, calcom_sync_status: 'pending', calcom_status: 'accepted' })
    await store.change('1', UID, (current) => applySyncResult(current, synced('u1', 'change-2', TEN, 12, { status: 'cancelled' })))
    expect(await row()).toMatchObject({ ...tracked, ...there, calcom_sync_status: 'synced', calcom_status: 'cancelled' })
  })

  it('name a human’s work when it came up, and not again', async () => {
    const { store, db } = await stores()
    await store.create(newChange(UID))
    const booked = bookRemote(fact('created', 'u9', at(1)), { ...offer, uid: '00000000-0000-7000-8000-000000000002' }, at(2))!
    await store.create(booked)
    await store.change('1', booked.next.uid, (current) => applyFact(current, fact('created', 'u9', at(5), { bookingId: 5 }), at(60)))
    expect(await db('appointments').where({ requires_manual_review: 1 })).toMatchObject([
      {
        uid: booked.next.uid,
        sync_origin: 'calcom',
        sync_error_code: 'overlap',
        manual_review_flagged_at: time(at(2)),
        sync_initiated_at: null,
      },
    ])
  })

  it('let rows be archived by INSERT … SELECT *', async () => {
    const { store, db } = await stores()
    await store.create(newChange(UID))
    await db.raw('INSERT INTO appointments_archive SELECT * FROM appointments WHERE uid = ?', [UID])
    expect(await db('appointments_archive').where({ uid: UID }).first()).toEqual(await db('appointments').where({ uid: UID }).first())
    await db('appointments_archive').delete()
  })

  it('hold nothing of a change whose event could not be written', async () => {
    const { store, db, row } = await stores()
    await store.create(newChange(UID))
    const before = await row()
    await db.raw('RENAME TABLE booking_outbox TO booking_outbox_away')
    const command = { changeId: 'change-2', origin: 'api', nowMs: at(1), expectedVersion: 0 } as const
    await expect(store.change('1', UID, (current) => move(current, ELEVEN, command))).rejects.toThrow()
    await expect(store.create(newChange('00000000-0000-7000-8000-000000000003', [segment({ resource: 'other' })]))).rejects.toThrow()
    await db.raw('RENAME TABLE booking_outbox_away TO booking_outbox')
    expect(await row()).toEqual(before)
    expect(await db('appointments').pluck('uid')).toEqual([UID])
    expect(await db('claims').pluck('starts_at')).toEqual([time(TEN)])
    expect(await db('appointment_phases').pluck('start_time')).toEqual([time(TEN)])
  })
})
