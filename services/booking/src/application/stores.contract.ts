import type { AppError } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import { keptOf } from '../domain/absorb.ts'
import { applyFact } from '../domain/apply-fact.ts'
import { type Appointment, OVERLAP } from '../domain/appointment.ts'
import { bookRemote } from '../domain/book-remote.ts'
import { cancel, move } from '../domain/commands.ts'
import { fact, MINUTE, NOW, newChange, nothingThere, offer, segment, TEN } from '../domain/testing.ts'
import type { AppointmentStore, IdempotencyStore, RemoteStore } from './ports.ts'

export interface StoresUnderTest {
  readonly store: AppointmentStore
  readonly remotes: RemoteStore
  readonly idempotency: IdempotencyStore
  /** Events of an appointment, oldest first, as `version kind`. */
  events(uid: string): Promise<string[]>
}

const ELEVEN = TEN + 60 * MINUTE
const at = (second: number) => NOW + second * 1_000
const ALL = [0, 2_000_000_000_000] as const
const slotTaken: Partial<AppError> = { code: 'conflict', reason: 'slot_taken', field: 'start' }
const command = { changeId: '00000000-0000-7000-8000-0000000000c2', origin: 'api', nowMs: NOW, expectedVersion: 0 } as const
const key = (differs = {}) => ({
  operation: 'create' as const,
  key: 'k',
  fingerprint: 'f'.repeat(64),
  owner: 'o',
  lockedUntilMs: at(60),
  ...differs,
})
const uidOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const wanted = (n: number, startMs = TEN, differs: Parameters<typeof segment>[0] = {}) =>
  newChange(uidOf(n), [segment({ startMs, endMs: startMs + 30 * MINUTE, ...differs })])

/** What the stores owe the application; those in memory are held to it like those in MySQL. Each `make` gives empty ones. */
export function describeStores(name: string, make: () => Promise<StoresUnderTest>): void {
  describe(`stores contract: ${name}`, () => {
    it('gives back what was stored, by uid, by number, and to no other tenant', async () => {
      const { store } = await make()
      const { appointment } = await store.create(wanted(1))
      expect(await store.get('1', uidOf(1))).toEqual(appointment)
      expect(await store.get('1', String(appointment.id))).toEqual(appointment)
      expect(await store.resolve('1', String(appointment.id))).toBe(uidOf(1))
      expect(await store.get('2', uidOf(1))).toBeUndefined()
      expect(await store.get('2', String(appointment.id))).toBeUndefined()
      expect(await store.change('2', uidOf(1), (current) => cancel(current, command))).toBeUndefined()
    })

    it('lets no two claims overlap, ends exclusive, and leaves nothing of the refused one', async () => {
      const { store, events } = await make()
      await store.create(wanted(1))
      await expect(store.create(wanted(2, TEN + 29 * MINUTE))).rejects.toMatchObject(slotTaken)
      expect(await store.get('1', uidOf(2))).toBeUndefined()
      expect(await events(uidOf(2))).toEqual([])
      await store.create(wanted(3, TEN + 30 * MINUTE))
      await store.create(wanted(4, TEN, { resource: 'staff:ben' }))
      expect((await store.liveClaims('1', ...ALL)).map(({ appointmentUid }) => appointmentUid).sort()).toEqual([1, 3, 4].map(uidOf))
    })

    it('is not in its own way: a move by less than its length', async () => {
      const { store } = await make()
      await store.create(wanted(1))
      const moved = await store.change('1', uidOf(1), (current) => move(current, TEN + 10 * MINUTE, command))
      expect(moved?.changed).toBe(true)
      const starts = (await store.liveClaims('1', ...ALL)).map(({ fromMs }) => fromMs)
      expect(starts.sort((a, b) => a - b)).toEqual([TEN, TEN + 10 * MINUTE])
    })

    it('lets as many in as there are places at every instant', async () => {
      const { store } = await make()
      const two = { capacity: 2, resource: 'thing:event-type-9' }
      await store.create(wanted(1, TEN, two))
      await store.create(wanted(2, TEN + 30 * MINUTE, two))
      await store.create(wanted(3, TEN + 15 * MINUTE, two))
      await expect(store.create(wanted(4, TEN + 20 * MINUTE, two))).rejects.toMatchObject(slotTaken)
    })

    it('tells once of every change, with the next version, and of no decision to change nothing', async () => {
      const { store, events } = await make()
      await store.create(wanted(1))
      const moved = await store.change('1', uidOf(1), (current) => move(current, ELEVEN, command))
      expect(moved).toMatchObject({ changed: true, after: { appointment: { version: 2 } } })
      const again = await store.change('1', uidOf(1), (current) => move(current, ELEVEN, command))
      expect(again).toMatchObject({ changed: false, after: { appointment: { version: 2 } } })
      expect(await events(uidOf(1))).toEqual(['1 booked', '2 rescheduled'])
    })

    it('changes nothing when the decision throws, or its new time is taken', async () => {
      const { store, events } = await make()
      await store.create(wanted(1))
      await store.create(wanted(2, ELEVEN))
      const before = await store.get('1', uidOf(1))
      await expect(store.change('1', uidOf(1), (current) => move(current, ELEVEN, command), key())).rejects.toMatchObject(slotTaken)
      await expect(store.change('1', uidOf(1), (current) => move(current, 0, { ...command, expectedVersion: 9 }))).rejects.toMatchObject({
        reason: 'version_conflict',
      })
      expect(await store.get('1', uidOf(1))).toEqual(before)
      expect(await events(uidOf(1))).toEqual(['1 booked'])
      // The key of what was rolled back is free again.
      await store.change('1', uidOf(1), (current) => cancel(current, command), key())
      await expect(store.create(wanted(3))).rejects.toMatchObject(slotTaken)
      await store.change('1', uidOf(1), nothingThere)
      await store.create(wanted(3))
    })

    it('keeps both where Cal.com accepted an overlap, and shows it to a human', async () => {
      const { store } = await make()
      await store.create(wanted(1))
      const booked = bookRemote(fact('created', 'u9', at(1)), { ...offer, uid: uidOf(2) }, NOW)!
      const { appointment } = await store.create(booked)
      expect(appointment).toMatchObject({ status: 'confirmed', requiresManualReview: true, syncErrorCode: OVERLAP })
      expect(await store.get('1', uidOf(2))).toEqual(appointment)
      expect(await store.liveClaims('1', ...ALL)).toHaveLength(2)
    })

    it('gives a booking of Cal.com to one appointment only', async () => {
      const { store, remotes, events } = await make()
      await store.create(bookRemote(fact('created', 'u1', at(1)), { ...offer, uid: uidOf(1) }, NOW)!)
      const echo = bookRemote(fact('created', 'u1', at(1)), { ...offer, uid: uidOf(2) }, NOW)!
      await expect(store.create(echo)).rejects.toMatchObject({ name: 'Overtaken', owner: uidOf(1) })
      expect(await events(uidOf(2))).toEqual([])
      expect(await remotes.ownersOf('1', ['u0', 'u1'])).toEqual([uidOf(1)])
      expect(await remotes.ownersOf('2', ['u1'])).toEqual([])
      expect(await store.get('1', 'u1')).toMatchObject({ uid: uidOf(1) })
    })

    it('keeps the newest of what has no appointment yet, and gives it to who decided on it', async () => {
      const { store, remotes } = await make()
      const over = { uid: 'u1', status: 'cancelled' as const, startMs: TEN, endMs: TEN + 30 * MINUTE, updatedAtMs: at(9), reason: 'ill' }
      await remotes.park('1', [over])
      await remotes.park('1', [{ ...over, updatedAtMs: at(5), reason: 'older' }])
      expect(await remotes.parked('1', ['u1'])).toMatchObject([{ updatedAtMs: at(9), reason: 'ill' }])
      expect(await remotes.parked('2', ['u1'])).toEqual([])
      expect(await remotes.ownersOf('1', ['u1'])).toEqual([])

      const created = fact('created', 'u1', at(1))
      const unaware = bookRemote(created, { ...offer, uid: uidOf(1) }, NOW)!
      await expect(store.create(unaware)).rejects.toMatchObject({ name: 'Overtaken' })
      const aware = bookRemote(created, { ...offer, uid: uidOf(1) }, NOW, await remotes.parked('1', ['u1']))!
      await store.create(aware)
      expect(await store.get('1', uidOf(1))).toMatchObject({ status: 'cancelled', cancellationReason: 'ill' })
      await expect(remotes.park('1', [over])).rejects.toMatchObject({ name: 'Overtaken', owner: uidOf(1) })
    })

    it('gives with what waits also what it was moved to, and parks all of a fact or nothing', async () => {
      const { store, remotes } = await make()
      const over = (uid: string, differs: object) => ({
        uid,
        status: 'cancelled' as const,
        startMs: TEN,
        endMs: TEN + 30 * MINUTE,
        updatedAtMs: at(9),
        ...differs,
      })
      await remotes.park('1', [over('u2', { nextUid: 'u3' }), over('u3', { previousUid: 'u2' })])
      expect((await remotes.parked('1', ['u1', 'u2'])).map(({ uid }) => uid).sort()).toEqual(['u2', 'u3'])
      await store.create(bookRemote(fact('created', 'u9', at(1)), { ...offer, uid: uidOf(1) }, NOW)!)
      await expect(remotes.park('1', [over('u8', {}), over('u9', {})])).rejects.toMatchObject({ name: 'Overtaken' })
      expect(await remotes.parked('1', ['u8'])).toEqual([])
    })

    it('makes two appointments one: the bookings follow, the time is free, the other is out of sight', async () => {
      const { store, remotes, events } = await make()
      await store.create(bookRemote(fact('created', 'u1', at(1)), { ...offer, uid: uidOf(1) }, NOW)!)
      const later = fact('rescheduled', 'u3', at(9), { rescheduleUid: 'u2', startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE })
      await store.create(bookRemote(later, { ...offer, uid: uidOf(2) }, NOW)!)
      const [one, other] = (await Promise.all([1, 2].map((n) => store.get('1', uidOf(n))))) as [Appointment, Appointment]
      expect(keptOf(one, other)?.kept.uid).toBe(uidOf(1))
      const link = fact('rescheduled', 'u2', at(5), { rescheduleUid: 'u1' })
      const merged = await store.merge('1', uidOf(1), uidOf(2), (kept, gone) => applyFact(kept, link, NOW, gone.remotes))
      expect(merged?.after.appointment).toMatchObject({
        version: 2,
        segments: [{ startMs: ELEVEN, remoteUid: 'u3' }],
        requiresManualReview: false,
      })
      const stored = await store.get('1', uidOf(1))
      expect(stored?.remotes.map(({ uid, status }) => `${uid} ${status}`).sort()).toEqual(['u1 cancelled', 'u2 cancelled', 'u3 accepted'])
      expect(await store.get('1', uidOf(2))).toBeUndefined()
      expect(await remotes.ownersOf('1', ['u1', 'u2', 'u3'])).toEqual([uidOf(1)])
      expect(await store.liveClaims('1', ...ALL)).toMatchObject([{ appointmentUid: uidOf(1), fromMs: ELEVEN }])
      expect(await events(uidOf(2))).toEqual(['1 booked', '2 cancelled'])
      expect(await store.merge('1', uidOf(1), uidOf(2), () => undefined)).toBeUndefined()
    })

    it('pages by start and uid, without gaps or repeats, and filters', async () => {
      const { store } = await make()
      const hosts = ['a', 'b', 'c', 'd']
      for (const [n, host] of hosts.entries())
        await store.create(wanted(n + 1, n < 2 ? TEN : ELEVEN, { resource: host, staffId: uidOf(n + 50) }))
      const page = (limit: number, after?: { startMs: number; uid: string }) => store.list('1', { statuses: [], limit, after })
      const first = await page(3)
      expect(first.map(({ uid }) => uid)).toEqual([1, 2, 3].map(uidOf))
      expect((await page(3, { startMs: ELEVEN, uid: uidOf(3) })).map(({ uid }) => uid)).toEqual([uidOf(4)])
      const uids = async (filter: object) => (await store.list('1', { statuses: [], limit: 9, ...filter })).map(({ uid }) => uid)
      expect(await uids({ fromMs: ELEVEN })).toEqual([3, 4].map(uidOf))
      expect(await uids({ toMs: ELEVEN })).toEqual([1, 2].map(uidOf))
      expect(await uids({ staffId: uidOf(51) })).toEqual([uidOf(2)])
      expect(await uids({ statuses: ['cancelled'] })).toEqual([])
      expect(await store.list('2', { statuses: [], limit: 9 })).toEqual([])
    })
  })

  describe(`idempotency contract: ${name}`, () => {
    const bytes = (text: string) => new Uint8Array(Buffer.from(text))
    const text = (answer: Uint8Array | undefined) => answer && Buffer.from(answer).toString()

    it('takes a key once for a tenant and an operation, together with its effect', async () => {
      const { store, idempotency } = await make()
      await store.create(wanted(1), key())
      await expect(store.create(wanted(2, ELEVEN), key())).rejects.toMatchObject({ name: 'KeyTaken' })
      expect(await store.get('1', uidOf(2))).toBeUndefined()
      await store.change('1', uidOf(1), (current) => cancel(current, command), key({ operation: 'cancel' }))
      expect(await idempotency.find('1', key())).toMatchObject({
        appointmentUid: uidOf(1),
        fingerprint: 'f'.repeat(64),
        lockedUntilMs: at(60),
      })
      expect(await idempotency.find('2', key())).toBeUndefined()
    })

    it('keeps the first answer', async () => {
      const { store, idempotency } = await make()
      await store.create(wanted(1), key())
      expect(text(await idempotency.finish('1', key(), bytes('first')))).toBe('first')
      expect(text(await idempotency.finish('1', key(), bytes('second')))).toBe('first')
      expect(text((await idempotency.find('1', key()))?.answer)).toBe('first')
    })

    it('keeps a refusal, which left no row', async () => {
      const { idempotency } = await make()
      expect(text(await idempotency.finish('1', key(), bytes('no')))).toBe('no')
      expect(text((await idempotency.find('1', key()))?.answer)).toBe('no')
    })

    it('lets nobody answer for a request under way, until it counts as dead', async () => {
      const { store, idempotency } = await make()
      await store.create(wanted(1), key())
      const stranger = key({ owner: 'another' })
      expect(await idempotency.finish('1', stranger, bytes('not mine'))).toBeUndefined()
      await store.change('1', uidOf(1), (current) => cancel(current, command), key({ key: 'dead', lockedUntilMs: at(-1) }))
      expect(text(await idempotency.finish('1', key({ key: 'dead', owner: 'heir' }), bytes('rendered')))).toBe('rendered')
    })
  })
}
