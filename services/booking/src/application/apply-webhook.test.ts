import { testIds } from '@calbridge/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Appointment, Claim } from '../domain/appointment.ts'
import type { RemoteFact } from '../domain/remote-fact.ts'
import { fact, MINUTE, NOW, newChange, offer, segment, TEN } from '../domain/testing.ts'
import { applyWebhook } from './apply-webhook.ts'
import { memoryStores } from './memory-stores.ts'
import { Overtaken } from './ports.ts'
import { recordSyncResult } from './record-sync-result.ts'

const ELEVEN = TEN + 60 * MINUTE
const at = (second: number) => NOW + second * 1_000
const slot = (startMs: number) => ({ startMs, endMs: startMs + 30 * MINUTE })
const UID = '00000000-0000-7000-8000-00000000aaaa'
const ours = { calbridge_tenant: '1', calbridge_appointment: UID }

function world() {
  const stores = memoryStores({ now: () => NOW })
  const announced: string[] = []
  const { uid: _u, tenant: _t, ...mapped } = offer
  const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} }
  const changes = { announce: async (_: string, uid: string) => void announced.push(uid) }
  const offerOf = (_: string, eventTypeId: string) => (eventTypeId === '11' ? mapped : undefined)
  const deps = { ...stores, changes, clock, ids: testIds(), offerOf }
  const all = () => stores.store.list('1', { statuses: [], limit: 50 })
  const claims = () => stores.store.liveClaims('1', 0, 2_000_000_000_000)
  return { ...stores, deps, announced, all, claims, apply: (one: RemoteFact) => applyWebhook(deps, '1', one) }
}

const created = fact('created', 'u1', at(1))
const moved = fact('rescheduled', 'u2', at(5), { rescheduleUid: 'u1', previousStartMs: TEN, ...slot(ELEVEN) })
const movedBack = fact('rescheduled', 'u3', at(7), { rescheduleUid: 'u2', previousStartMs: ELEVEN, ...slot(TEN) })
const cancelled = fact('cancelled', 'u3', at(9), { ...slot(TEN), reason: 'ill', metadata: {} })
const story = [created, moved, movedBack, cancelled]

const essence = (appointment: Appointment, claims: readonly Pick<Claim, 'fromMs' | 'toMs' | 'kind'>[]) => ({
  status: appointment.status,
  syncStatus: appointment.syncStatus,
  review: appointment.requiresManualReview,
  reason: appointment.cancellationReason,
  segments: appointment.segments,
  remotes: appointment.remotes.map(({ uid, status, nextUid, startMs }) => [uid, status, nextUid, startMs].join()).sort(),
  claims: claims.map(({ fromMs, toMs, kind }) => ({ fromMs, toMs, kind })),
})

async function outcome(facts: readonly RemoteFact[], isOurs: boolean) {
  const { store, apply, all, claims } = world()
  if (isOurs) await store.create(newChange(UID))
  for (const one of facts) await apply(isOurs && one !== cancelled ? { ...one, metadata: ours } : one)
  const found = await all()
  expect(found).toHaveLength(1)
  return essence(found[0]!, await claims())
}

describe('webhooks', () => {
  const ending = fc.constantFrom(story.slice(0, 1), story.slice(0, 2), story.slice(0, 3), story)
  const told = ending.chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      fc.shuffledSubarray(facts, { minLength: facts.length }),
      fc.array(fc.tuple(fc.constantFrom(...facts), fc.nat(8)), { maxLength: 3 }).map((list) => list),
    ),
  )
  it.each([
    ['made here', true],
    ['made in Cal.com', false],
  ])('about a booking %s end in one appointment and one state, in whatever order and however often they come', async (_, isOurs) => {
    await fc.assert(
      fc.asyncProperty(told, async ([facts, order, again]) => {
        const list = again.reduce((all, [one, place]) => all.toSpliced(place % (all.length + 1), 0, one), order)
        expect(await outcome(list, isOurs)).toEqual(await outcome(facts, isOurs))
      }),
      { numRuns: 150 },
    )
  })

  it('that come again change nothing and tell nobody', async () => {
    const { apply, announced, events } = world()
    for (const one of story) await apply(one)
    const before = [announced.length, events.length]
    for (const one of [...story, ...story.toReversed()]) expect(await apply(one)).toBe('unchanged')
    expect([announced.length, events.length]).toEqual(before)
  })

  it('of nobody’s event type change nothing', async () => {
    const { apply, all } = world()
    expect(await apply({ ...created, eventTypeId: '99' })).toBe('unknown_event_type')
    expect(await apply({ ...created, eventTypeId: undefined })).toBe('unknown_event_type')
    expect(await all()).toEqual([])
  })

  it('cannot be led to another’s appointment by forged metadata', async () => {
    const { store, apply, all } = world()
    const { appointment } = await store.create(newChange(UID))
    for (const metadata of [
      { calbridge_tenant: '1', calbridge_appointment: String(appointment.id) },
      { calbridge_tenant: '2', calbridge_appointment: UID },
      { calbridge_appointment: UID },
    ])
      await apply({ ...created, uid: `u-${JSON.stringify(metadata)}`, metadata })
    expect(await store.get('1', UID)).toEqual(appointment)
    expect(await all()).toHaveLength(4)
  })

  it('whose metadata names an appointment that is not there are taken for a customer’s', async () => {
    const { apply, all } = world()
    expect(await apply({ ...created, metadata: ours })).toBe('created')
    expect(await apply({ ...moved, metadata: ours })).toBe('linked')
    expect(await all()).toHaveLength(1)
  })

  it('of a chain of moves end in one state, in whatever order they come: the end of the last one before its beginning, too', async () => {
    const chain = (uid: string, rescheduleUid: string, n: number) => ({
      ...created,
      trigger: 'rescheduled' as const,
      uid,
      rescheduleUid,
      atMs: at(n),
    })
    const told = [created, chain('u2', 'u1', 2), chain('u3', 'u2', 3), { ...cancelled, uid: 'u3', rescheduleUid: 'u2', atMs: at(4) }]
    for (const order of permutations(told)) {
      const { apply, all } = world()
      for (const fact of order) await apply(fact)
      expect(
        (await all()).filter(({ status }) => status !== 'cancelled'),
        order.map(({ uid, trigger }) => `${uid} ${trigger}`).join(),
      ).toEqual([])
    }
  })

  it('look again when another one was faster, and are tried again later when that never ends', async () => {
    const { deps, store, remotes, apply } = world()
    let faster = 2
    const create: typeof store.create = (...args) => (faster-- > 0 ? Promise.reject(new Overtaken(undefined)) : store.create(...args))
    expect(await applyWebhook({ ...deps, store: { ...store, create } }, '1', created)).toBe('created')
    const never = { ...deps, remotes: { ...remotes, park: () => Promise.reject(new Overtaken(undefined)) } }
    const orphan = { ...cancelled, uid: 'u-unknown' }
    await expect(applyWebhook(never, '1', orphan)).rejects.toMatchObject({ code: 'unavailable', reason: 'booking_contended' })
    expect(await apply(orphan)).toBe('parked')
  })
})

describe('an echo that came without our metadata and was taken for a customer’s booking', () => {
  const result = {
    outcome: 'synced' as const,
    changeId: 'change-1',
    segmentIndex: 0,
    remote: { uid: 'u1', status: 'accepted' as const, startMs: TEN, updatedAtMs: at(2) },
    attemptCount: 1,
    nowMs: NOW,
  }

  it('becomes one with the appointment when the answer tells whose it is', async () => {
    const { store, apply, all, claims, deps } = world()
    await store.create(newChange(UID))
    expect(await apply(created)).toBe('created')
    const done = await recordSyncResult(deps, '1', UID, result)
    expect(done.after.appointment).toMatchObject({ status: 'confirmed', syncStatus: 'synced', segments: [{ remoteUid: 'u1' }] })
    expect(await all()).toHaveLength(1)
    expect(await claims()).toMatchObject([{ appointmentUid: UID }])
  })

  it('becomes one with it, too, when a later webhook names it', async () => {
    const { store, apply, all } = world()
    await store.create(newChange(UID))
    await apply(created)
    expect(await apply({ ...moved, metadata: ours })).toBe('merged')
    expect(await all()).toMatchObject([{ uid: UID, segments: [{ remoteUid: 'u2' }] }])
  })

  it('INC-01: of two appointments made here none gets the other’s booking; a human decides', async () => {
    const { store, deps, all } = world()
    const other = '00000000-0000-7000-8000-00000000bbbb'
    await store.create(newChange(UID))
    await recordSyncResult(deps, '1', UID, result)
    await store.create(newChange(other, [segment({ startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE })]))
    const done = await recordSyncResult(deps, '1', other, result)
    expect(done.after.appointment).toMatchObject({
      status: 'pending',
      requiresManualReview: true,
      syncErrorCode: 'foreign_booking',
      remotes: [],
    })
    expect((await all()).find(({ uid }) => uid === UID)).toMatchObject({ status: 'confirmed', remotes: [{ uid: 'u1' }] })
    expect(await recordSyncResult(deps, '1', other, result)).toMatchObject({ changed: false })
  })
})

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
