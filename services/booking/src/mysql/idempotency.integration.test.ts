import { systemClock } from '@calbridge/core'
import { testIds, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Codec, idempotent } from '../application/idempotent.ts'
import { newChange, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, type MysqlStores, openStores } from '../testing/mysql-stores.ts'

const ids = testIds(1)
const codec: Codec<string> = { encode: (text) => Buffer.from(text), decode: (bytes) => Buffer.from(bytes).toString() }
const wanted = (resource: string) => newChange(ids.next(), [segment({ resource, startMs: TEN })])

/** A booking under a key; each try would make another appointment, and answers its uid. */
function booking({ store, idempotency }: MysqlStores, key: string, resource: string): Promise<{ answer: string; replayed: boolean }> {
  const claim = { operation: 'create', key, fingerprint: 'f'.repeat(64), owner: ids.next(), lockedUntilMs: Date.now() + 30_000 } as const
  const work = async () => (await store.create(wanted(resource), claim)).appointment.uid
  return idempotent({ idempotency, clock: systemClock }, '1', claim, { codec, work, render: async (uid) => uid })
}

const endings = (ended: readonly PromiseSettledResult<{ answer: string }>[]) =>
  new Set(ended.map((end) => (end.status === 'fulfilled' ? end.value.answer : `${end.reason.code} ${end.reason.reason}`)))

describe.each(ENGINES)('on %s, a hundred at once with one key', (engine) => {
  let url = ''
  beforeAll(async () => {
    url = await bookingDatabase(engine)
  })

  it('make one appointment and get one answer, or are told to come again', async () => {
    const stores = openStores(url, testScope(), { poolMax: 50 })
    const hundred = () => Promise.allSettled(Array.from({ length: 100 }, () => booking(stores, 'key', 'free')))
    const first = endings(await hundred())
    const [appointment] = await stores.db('appointments').select('uid')
    expect(await stores.db('claims').where({ resource: 'free' })).toHaveLength(1)
    first.delete('conflict idempotency_in_flight')
    expect([...first]).toEqual([appointment.uid])
    expect([...endings(await hundred())]).toEqual([appointment.uid])
  })

  it('are all refused the same way when the time is taken', async () => {
    const stores = openStores(url, testScope(), { poolMax: 50 })
    await stores.store.create(wanted('taken'))
    const hundred = () => Promise.allSettled(Array.from({ length: 100 }, () => booking(stores, 'refused', 'taken')))
    expect([...endings(await hundred())]).toEqual(['conflict slot_taken'])
    await stores.db('claims').where({ resource: 'taken' }).delete()
    expect([...endings(await hundred())]).toEqual(['conflict slot_taken'])
  })
})
