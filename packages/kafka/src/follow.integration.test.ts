import { testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { freshTopics, gate, note, noteRange, notes, setUp } from './fixture.ts'
import { followTopic } from './index.ts'

it('has read what was there at the start when it says that it caught up, and goes on', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 3 })
  await publisher.publish(notes, noteRange(0, 50, 9))
  const values = new Map<string, number | null>()
  const onValue = (key: string, event: { n: number } | null) => void values.set(key, event?.n ?? null)
  const followed = await followTopic({ kafka, topic: notes, onValue }, scope)
  await followed.caughtUp
  expect(followed.ready()).toBe(true)
  expect([...values.values()].toSorted((a, b) => Number(a) - Number(b))).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49])

  await publisher.publish(notes, [note(99, 'new'), { key: 'k0', value: null }])
  await until('the new value and the deletion', () => values.get('new') === 99 && values.get('k0') === null)
})

it('is caught up at once with an empty topic', async () => {
  const scope = testScope()
  const followed = await followTopic({ kafka: await freshTopics(), topic: notes, onValue: () => {} }, scope)
  await followed.caughtUp
  expect(followed.ready()).toBe(true)
})

it('gives every follower every value: two do not share the partitions', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 2 })
  await publisher.publish(notes, noteRange(0, 10, 4))
  const seen = [0, 0]
  await Promise.all(
    [0, 1].map(async (index) => {
      const followed = await followTopic({ kafka, topic: notes, onValue: () => void seen[index]!++ }, scope)
      await followed.caughtUp
    }),
  )
  expect(seen).toEqual([10, 10])
})

it('is not ready while a value is still being taken, tries a failed one again, and passes over what is no such message', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.send('notes.v1', [{ key: 'poison', value: Buffer.from('{') }])
  await publisher.publish(notes, [note(1), note(2)])
  const open = gate()
  const taken: number[] = []
  let failures = 0
  const onValue = async (_: string, event: { n: number } | null) => {
    await open.promise
    if (event!.n === 1 && failures++ < 2) throw new Error('not now')
    taken.push(event!.n)
  }
  const followed = await followTopic({ kafka, topic: notes, onValue }, scope)
  expect(followed.ready()).toBe(false)
  open.resolve()
  await followed.caughtUp
  expect(taken).toEqual([1, 2])
})

it('leaves no group behind', async () => {
  const kafka = await freshTopics()
  const closers: (() => unknown)[] = []
  await followTopic({ kafka, topic: notes, onValue: () => {} }, { defer: (_, close) => void closers.push(close), fail: () => {} })
  await closers[0]!()
  const admin = kafka.kafka.admin()
  await admin.connect()
  const { groups } = await admin.listGroups()
  await admin.disconnect()
  expect(groups.filter(({ groupId }) => groupId.startsWith(kafka.named('')))).toEqual([])
})
