import { manualClock, testIds } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { MINUTE, offer } from '../domain/testing.ts'
import { createAppointment, type Offer, type Wish } from './create-appointment.ts'
import { memoryStores } from './memory-stores.ts'
import type { ChangeListener } from './ports.ts'

function world() {
  const clock = manualClock()
  const { store } = memoryStores(clock)
  const open = new Set<ChangeListener>()
  const listen = async (): Promise<ChangeListener> => {
    const listener = { isLive: () => true, next: (ms: number) => clock.sleep(ms), close: () => void open.delete(listener) }
    open.add(listener)
    return listener
  }
  const changes = { listen, announce: async () => {} }
  const deps = { store, changes, clock, ids: testIds(), horizonDays: 365, rereadMs: 250, heardRereadMs: 2_000 }
  const startMs = clock.now() + 24 * 60 * MINUTE
  const wish = (differs: Partial<Wish> = {}): Wish => ({
    tenant: '1',
    serviceId: '7',
    branchId: 'b',
    offers: [host('anna'), host('ben')],
    startMs,
    timeZone: 'UTC',
    attendee: { name: 'Max' },
    origin: 'api',
    waitMs: 0,
    ...differs,
  })
  const create = (differs?: Partial<Wish>) => createAppointment(deps, wish(differs), new AbortController().signal)
  return { clock, store, create, startMs, open }
}

const host = (name: string, minimumNoticeMin = 0): Offer => ({
  segment: { ...offer.segment, staffId: name, resource: `staff:${name}` },
  durationMin: 30,
  minimumNoticeMin,
})

describe('booking', () => {
  it('takes the first offer whose time is free, and says when none is', async () => {
    const { create } = world()
    const staff = async () => (await create()).appointment.segments[0]?.staffId
    expect([await staff(), await staff()]).toEqual(['anna', 'ben'])
    await expect(create()).rejects.toMatchObject({ code: 'conflict', reason: 'slot_taken' })
  })

  it('leaves out the offers that want more notice, and refuses only when all of them do', async () => {
    const { create } = world()
    const late = host('anna', 3 * 1_440)
    expect((await create({ offers: [late, host('ben')] })).appointment.segments[0]?.staffId).toBe('ben')
    await expect(create({ offers: [late] })).rejects.toMatchObject({ reason: 'booking_notice_violation' })
  })

  it('keeps nothing listening, whether it succeeds, waits in vain or is refused', async () => {
    const { create, clock, open } = world()
    const waiting = create({ waitMs: 1_000 })
    await clock.advance(1_000)
    expect((await waiting).appointment.status).toBe('pending')
    await expect(create({ waitMs: 1_000, offers: [host('anna')] })).rejects.toMatchObject({ reason: 'slot_taken' })
    expect(open.size).toBe(0)
  })

  it.each([
    ['slot_taken', { code: 'conflict', reason: 'slot_taken' }],
    ['lost_race', { code: 'conflict', reason: 'slot_taken' }],
    ['out_of_window', { code: 'failed_precondition', reason: 'out_of_window' }],
  ])('that Cal.com refuses (%s) during the wait is told as it is', async (syncErrorCode, told) => {
    const { create, clock, store } = world()
    const refused = expect(create({ waitMs: 5_000 })).rejects.toMatchObject(told)
    await clock.advance(10)
    const [{ uid } = { uid: '' }] = await store.list('1', { statuses: [], limit: 1 })
    await store.change('1', uid, ({ appointment }) => ({
      next: { ...appointment, version: 2, status: 'failed', syncStatus: 'failed', syncErrorCode },
      claims: [],
      event: { kind: 'sync_changed', origin: 'system', changeId: 'c', refused: true },
      fact: true,
    }))
    await clock.advance(2_000)
    await refused
  })
})
