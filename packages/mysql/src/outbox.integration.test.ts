import { AppError } from '@calbridge/core'
import { manualClock, testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import type { Database } from './database.ts'
import { appendToOutbox, createOutbox, laneOf, type OutboxRecord } from './outbox.ts'
import { type OutboxPublisherOptions, startOutboxPublisher } from './outbox-publisher.ts'
import { cutAt } from './test-cut.ts'
import { databaseUrl, ENGINES, type Engine, open } from './test-database.ts'
import { transaction } from './transaction.ts'

const record = (key: string, id: string): OutboxRecord => ({
  topic: 'things.v1',
  key,
  value: Buffer.from(id),
  headers: { id, type: 'Thing' },
})

interface Outbox {
  readonly db: Database
  readonly url: string
  /** What the broker acknowledged, `key:id`, in order. */
  readonly sent: string[]
  put(...records: OutboxRecord[]): Promise<void>
  start(options?: Partial<OutboxPublisherOptions>): void
  waiting(): Promise<number>
}

async function outbox(engine: Engine): Promise<Outbox> {
  const url = await databaseUrl(engine)
  const db = open(url, { poolMax: 20 })
  await createOutbox(db, 'test')
  const sent: string[] = []
  const publish: OutboxPublisherOptions['publish'] = async (_topic, records) => {
    for (const { key, headers } of records) sent.push(`${key}:${headers.id}`)
  }
  return {
    db,
    url,
    sent,
    put: (...records) => transaction(db, (trx) => appendToOutbox(trx, 'test', records)),
    start: (options) => void startOutboxPublisher({ db, prefix: 'test', publish, ...options }, testScope()),
    waiting: async () => Number((await db('test_outbox').count({ n: '*' }))[0]?.n),
  }
}
const byKey = (sent: readonly string[], key: string): string[] =>
  sent.filter((one) => one.startsWith(`${key}:`)).map((one) => one.slice(key.length + 1))
const numbers = (to: number): string[] => Array.from({ length: to }, (_, n) => String(n))

describe.each(ENGINES)('on %s', (engine) => {
  it('publishes what was committed, bytes and headers as they were, and nothing that was rolled back', async () => {
    const box = await outbox(engine)
    const seen: unknown[] = []
    const rolledBack = transaction(box.db, async (trx) => {
      await appendToOutbox(trx, 'test', [record('a', 'never')])
      throw new AppError('conflict', 'taken')
    })
    await expect(rolledBack).rejects.toThrow('taken')
    box.start({ publish: async (topic, records) => void seen.push([topic, records]) })
    await box.put({
      topic: 't.v1',
      key: '1/ü',
      value: new Uint8Array([0, 200]),
      headers: { id: 'e1', type: 'T', traceparent: '00-a-b-01' },
    })
    await until('the record to be published', () => seen.length > 0)
    const headers = { id: 'e1', type: 'T', traceparent: '00-a-b-01' }
    expect(seen).toEqual([['t.v1', [{ key: '1/ü', value: Buffer.from([0, 200]), headers }]]])
    await until('the outbox to be empty', async () => (await box.waiting()) === 0)
  })

  it('keeps the order of each key over batches, lanes and two publishers that compete', async () => {
    const box = await outbox(engine)
    const keys = numbers(40).map((n) => `key-${n}`)
    for (const id of numbers(30)) await box.put(...keys.map((key) => record(key, id)))
    const inFlight = new Map<string, number>()
    let overlaps = 0
    const publish: OutboxPublisherOptions['publish'] = async (_topic, records) => {
      for (const { key } of records) inFlight.set(key, (inFlight.get(key) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 2))
      for (const { key, headers } of records) {
        if ((inFlight.get(key) ?? 0) > records.filter((other) => other.key === key).length) overlaps++
        box.sent.push(`${key}:${headers.id}`)
      }
      for (const { key } of records) inFlight.set(key, (inFlight.get(key) ?? 0) - 1)
    }
    box.start({ publish, batch: 7, pollMs: 20 })
    box.start({ publish, batch: 7, pollMs: 20 })
    await until('all to be published', () => box.sent.length >= 1_200, 30_000)
    for (const key of keys) expect(byKey(box.sent, key)).toEqual(numbers(30))
    expect({ overlaps, sent: box.sent.length }).toEqual({ overlaps: 0, sent: 1_200 })
  })

  it('sends again, with the same id, what a crash kept from being deleted', async () => {
    const box = await outbox(engine)
    await box.put(record('a', '1'), record('a', '2'))
    const cut = await cutAt(box.url, 'delete from') // the broker has them, the database never hears of it
    box.start({ db: open(cut.url), pollMs: 20 })
    await until('the outbox to be empty', async () => (await box.waiting()) === 0)
    expect({ sent: box.sent, cuts: cut.times() }).toEqual({ sent: ['a:1', 'a:2', 'a:1', 'a:2'], cuts: 1 })
  })

  it('loses nothing to an id that is committed after a higher one', async () => {
    const box = await outbox(engine)
    const slow = await box.db.transaction()
    await appendToOutbox(slow, 'test', [record('a', 'lower')]) // its id is taken now
    box.start({ pollMs: 20 })
    await box.put(record('a', 'higher'))
    await until('the higher id to be published', () => box.sent.length === 1)
    await slow.commit()
    await until('the lower id to be published', () => box.sent.length === 2)
    expect(box.sent).toEqual(['a:higher', 'a:lower'])
  })

  it('is woken at commit, long before it would look by itself', async () => {
    const box = await outbox(engine)
    box.start({ pollMs: 60_000 })
    const tookMs: number[] = []
    for (const id of numbers(50)) {
      await box.put(record(`key-${id}`, id))
      const from = performance.now()
      await until('the record to be published', () => box.sent.at(-1) === `key-${id}:${id}`)
      tookMs.push(performance.now() - from)
    }
    expect(Math.max(...tookMs)).toBeLessThan(500)
    expect(tookMs.sort((a, b) => a - b)[25]).toBeLessThan(50)
  })

  it('finds what another process committed, and does not wait at lanes that somebody else holds', async () => {
    const box = await outbox(engine)
    const holder = await box.db.transaction()
    await holder('test_outbox_lanes')
      .whereNot({ lane: laneOf('free') })
      .forUpdate()
    const other = open(box.url)
    await transaction(other, (trx) => appendToOutbox(trx, 'test', [record('held', '1'), record('free', '1')]))
    box.start({ pollMs: 20 })
    await until('the free lane to be published', () => box.sent.length > 0, 1_000).finally(() => holder.rollback())
    expect(box.sent[0]).toBe('free:1')
    await until('the other lane to be published', () => box.sent.length === 2)
  })

  it('goes on by itself, in order, when the broker was away, at its own pace however often it is woken', async () => {
    const box = await outbox(engine)
    const clock = manualClock()
    let down = true
    let tries = 0
    const publish: OutboxPublisherOptions['publish'] = async (_topic, records) => {
      tries++
      if (down) throw new AppError('unavailable', 'no broker')
      for (const { key, headers } of records) box.sent.push(`${key}:${headers.id}`)
    }
    box.start({ publish, clock, random: () => 1 })
    for (const id of numbers(20)) await box.put(record('a', id))
    await until('a lane that rests', () => tries === 1 && clock.sleepers >= 2) // with the poll
    for (const [at, pauseMs] of [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].entries()) {
      await clock.advance(pauseMs - 1)
      expect(tries).toBe(at + 1)
      await clock.advance(1)
      await until('one more try', () => tries === at + 2 && clock.sleepers >= 2)
    }
    down = false
    await clock.advance(2_000)
    await until('all to be published', () => box.sent.length === 20)
    expect(box.sent).toEqual(numbers(20).map((id) => `a:${id}`))
  })
})
