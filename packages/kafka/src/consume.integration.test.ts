import { AppError } from '@calbridge/core'
import { testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { gate, note, noteRange, notes, QUICK, recording, setUp } from './fixture.ts'
import { type ConsumeOptions, consume } from './index.ts'

const group = (options: Pick<ConsumeOptions, 'kafka' | 'publisher' | 'routes'> & Partial<ConsumeOptions>): ConsumeOptions => ({
  groupId: 'readers',
  backoff: QUICK,
  ...options,
})

it('handles every record, those of a key in order, with its key, headers and time', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 4 })
  await publisher.publish(notes, noteRange(0, 500, 10))
  const { route, handled } = recording()
  await consume(group({ kafka, publisher, routes: [route] }), scope)
  await until('all records', () => handled.length === 500)

  for (let key = 0; key < 10; key++) {
    const ofKey = handled.filter(({ meta }) => meta.key === `k${key}`).map(({ n }) => n)
    expect(ofKey).toEqual(Array.from({ length: 50 }, (_, index) => index * 10 + key))
  }
  expect(handled[0]!.meta.headers).toMatchObject({ type: 'notes.v1', id: expect.any(String), time: expect.any(String) })
  expect(Math.abs(handled[0]!.meta.timestampMs - Date.now())).toBeLessThan(60_000)
})

it('loses nothing and keeps the order of a key while members join and leave', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 4 })
  const seen = recording()
  const first = await consume(group({ kafka, publisher, routes: [seen.route] }), scope)
  await publisher.publish(notes, noteRange(0, 200, 8))
  await until('the first records', () => seen.handled.length > 0)

  const second = await consume(group({ kafka, publisher, routes: [seen.route] }), scope)
  await publisher.publish(notes, noteRange(200, 400, 8))
  await second.joined
  await publisher.publish(notes, noteRange(400, 600, 8))
  await first.stop()
  await publisher.publish(notes, noteRange(600, 800, 8))
  await until('all records', () => new Set(seen.numbers()).size === 800, 30_000)

  for (let key = 0; key < 8; key++) {
    const once = [...new Set(seen.handled.filter(({ meta }) => meta.key === `k${key}`).map(({ n }) => n))]
    expect(once).toEqual(once.toSorted((a, b) => a - b))
  }
})

it('tries a failing record again until it succeeds, before the next one of its partition', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, noteRange(0, 5))
  let failures = 0
  const { route, numbers } = recording(({ n }) => {
    if (n === 2 && failures++ < 12) throw new TypeError('the database is away')
  })
  const outcomes: string[] = []
  await consume(group({ kafka, publisher, routes: [route], onHandled: (_, handled) => outcomes.push(handled) }), scope)
  await until('all records', () => numbers().length === 5, 30_000)
  expect(numbers()).toEqual([0, 1, 2, 3, 4])
  expect(outcomes.filter((outcome) => outcome === 'retried')).toHaveLength(12)
  expect(scope.failures).toEqual([])
})

it('goes on with the other partitions while one waits for its next try', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 4 })
  const stuck = 'k0'
  const { route, handled } = recording((_, { key }) => {
    if (key === stuck) throw new Error('always')
  })
  await publisher.publish(notes, [note(0, stuck)])
  await consume(group({ kafka, publisher, routes: [route], partitionsConcurrently: 1, backoff: { initialMs: 500, maxMs: 500 } }), scope)
  let n = 0
  await until('ten records of other keys', async () => {
    await publisher.publish(notes, [note(++n, `other${n}`)])
    return handled.length >= 10
  })
})

it('handles partitions at the same time, and records of one partition one by one', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 4 })
  const open = gate()
  const running = new Map<number, number>()
  let together = 0
  let overlap = 0
  const { route, handled } = recording(async (_, { partition }) => {
    running.set(partition, (running.get(partition) ?? 0) + 1)
    together = Math.max(together, [...running.values()].filter((count) => count > 0).length)
    overlap = Math.max(overlap, ...running.values())
    if (together === 4) open.resolve()
    await open.promise
    running.set(partition, running.get(partition)! - 1)
  })
  await publisher.publish(notes, noteRange(0, 100, 50))
  await consume(group({ kafka, publisher, routes: [route] }), scope)
  await until('all records', () => handled.length === 100)
  expect({ together, overlap }).toEqual({ together: 4, overlap: 1 })
})

it('lets the handler in flight finish when it stops, and commits: the next member begins after it', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, noteRange(0, 3))
  const [begun, release] = [gate(), gate()]
  const first = recording(async (_, { signal }) => {
    begun.resolve()
    await release.promise
    expect(signal.aborted).toBe(false)
  })
  const consumer = await consume(group({ kafka, publisher, routes: [first.route] }), scope)
  await begun.promise
  const stopped = consumer.stop()
  release.resolve()
  await stopped
  expect(first.numbers()).toEqual([0])
  expect(consumer.ready()).toBe(false)

  const second = recording()
  await consume(group({ kafka, publisher, routes: [second.route] }), testScope())
  await until('the rest', () => second.numbers().length === 2)
  expect(second.numbers()).toEqual([1, 2])
})

it('handles a record again whose handler had failed when the consumer stopped', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, [note(7)])
  const tried = gate()
  const first = recording(() => {
    tried.resolve()
    throw new AppError('unavailable', 'not now')
  })
  const consumer = await consume(group({ kafka, publisher, routes: [first.route], backoff: { initialMs: 60_000, maxMs: 60_000 } }), scope)
  await tried.promise
  await consumer.stop()

  const second = recording()
  await consume(group({ kafka, publisher, routes: [second.route] }), scope)
  await until('the record', () => second.numbers().length === 1)
})

it('aborts the signal of a handler that takes too long, and tries again', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, [note(1)])
  let tries = 0
  const { route, numbers } = recording(async (_, { signal }) => {
    if (tries++ === 0) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  await consume(group({ kafka, publisher, routes: [route], handlerTimeoutMs: 50 }), scope)
  await until('the second try', () => numbers().length === 1)
  expect(tries).toBe(2)
})
