import { systemClock } from '@calbridge/core'
import { seededRandom, testIds, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyWebhook } from '../application/apply-webhook.ts'
import { recordSyncResult } from '../application/record-sync-result.ts'
import type { RemoteFact } from '../domain/remote-fact.ts'
import { fact, MINUTE, NOW, newChange, offer, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, emptyTables, openStores } from '../testing/mysql-stores.ts'

const at = (second: number) => NOW + second * 1_000
const ids = testIds()
const CHAINS = Array.from({ length: 6 }, (_, n) => n)

/** A booking of its own host, moved twice and then cancelled or not. */
function storyOf(n: number): RemoteFact[] {
  const startMs = TEN + n * 86_400_000
  const slot = (hour: number) => ({
    startMs: startMs + hour * 60 * MINUTE,
    endMs: startMs + (hour * 60 + 30) * MINUTE,
    previousStartMs: startMs + (hour - 1) * 60 * MINUTE,
  })
  const facts = [
    fact('created', `c${n}u1`, at(1), slot(0)),
    fact('rescheduled', `c${n}u2`, at(5), { ...slot(1), rescheduleUid: `c${n}u1` }),
    fact('rescheduled', `c${n}u3`, at(7), { ...slot(2), rescheduleUid: `c${n}u2` }),
    fact('cancelled', `c${n}u3`, at(9), slot(2)),
  ]
  return n % 2 === 0 ? facts : facts.slice(0, 3)
}

describe.each(ENGINES)('on %s, told all at once', (engine) => {
  let url = ''
  beforeAll(async () => {
    url = await bookingDatabase(engine)
  })
  async function world() {
    const stores = openStores(url, testScope(), { poolMax: 24 })
    await emptyTables(stores.db)
    const { uid: _u, tenant: _t, ...mapped } = offer
    const deps = { ...stores, changes: { announce: async () => {} }, clock: systemClock, ids, offerOf: () => mapped }
    /** As the consumer does: what is contended is tried again. */
    const apply = async (one: RemoteFact): Promise<unknown> => {
      for (;;) {
        try {
          return await applyWebhook(deps, '1', one)
        } catch (error) {
          expect(error).toMatchObject({ code: 'unavailable' })
        }
      }
    }
    return { ...stores, deps, apply }
  }

  it('the news of customers’ bookings end in one appointment for each chain', async () => {
    const { store, db, apply } = await world()
    const random = seededRandom(11)
    const facts = CHAINS.flatMap((n) => [...storyOf(n), ...storyOf(n), ...storyOf(n)])
    const shuffled = facts.map((one) => ({ one, place: random() })).sort((a, b) => a.place - b.place)
    await Promise.all(shuffled.map(({ one }) => apply(one)))
    for (const n of CHAINS) {
      const uids = await db('calcom_bookings').where('uid', 'like', `c${n}u%`).distinct('appointment_uid').pluck('appointment_uid')
      expect(uids).toHaveLength(1)
      const { segments: [part] = [], ...found } = (await store.get('1', uids[0]))!
      expect(found).toMatchObject({ status: n % 2 === 0 ? 'cancelled' : 'confirmed', syncStatus: 'synced', requiresManualReview: false })
      expect(part).toMatchObject({ remoteUid: `c${n}u3`, startMs: storyOf(n)[2]!.startMs })
    }
    expect(await db('appointments').whereNull('deleted_at')).toHaveLength(CHAINS.length)
    expect(await db('claims')).toHaveLength(3)
    expect(await db('appointments').where({ requires_manual_review: 1 })).toEqual([])
  })

  it('the answers and echoes of our own bookings link each to its appointment, though half of the echoes name none', async () => {
    const { store, db, deps, apply } = await world()
    const uids = CHAINS.map(() => ids.next())
    const spans = CHAINS.map((n) => ({ startMs: TEN + n * 86_400_000, endMs: TEN + n * 86_400_000 + 30 * MINUTE }))
    for (const n of CHAINS) await store.create(newChange(uids[n], [segment(spans[n])]))
    const echoOf = (n: number) => {
      const metadata = n % 2 ? { calbridge_tenant: '1', calbridge_appointment: uids[n]! } : undefined
      return fact('created', `e${n}`, at(1), { ...spans[n], ...(metadata && { metadata }) })
    }
    const answerOf = async (n: number): Promise<unknown> => {
      const remote = { uid: `e${n}`, status: 'accepted' as const, startMs: spans[n]!.startMs, updatedAtMs: at(2) }
      const result = { outcome: 'synced' as const, changeId: 'change-1', segmentIndex: 0, remote, attemptCount: 1, nowMs: Date.now() }
      return recordSyncResult(deps, '1', uids[n]!, result).catch((error) => {
        expect(error).toMatchObject({ code: 'unavailable' })
        return answerOf(n)
      })
    }
    await Promise.all(CHAINS.flatMap((n) => [apply(echoOf(n)), answerOf(n), apply(echoOf(n)), answerOf(n)]))
    const rows = await db('appointments').whereNull('deleted_at').orderBy('uid').select('uid', 'status', 'requires_manual_review')
    expect(rows).toEqual(uids.map((uid) => ({ uid, status: 'confirmed', requires_manual_review: 0 })))
    expect(await db('claims')).toHaveLength(CHAINS.length)
  })
})
