import { AppError } from '@calbridge/core'
import { until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { gate, noteRange, notes, QUICK, recording, setUp } from './fixture.ts'
import { consume, groupProgress } from './index.ts'

it('tells what a group has not handled yet, of all partitions, before and after it has begun', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 2 })
  const progress = await groupProgress({ kafka, groupId: 'readers', topic: 'notes.v1' }, scope)
  // A broker that has just begun may still look for the group's coordinator.
  const told = () => until('progress to be told', () => progress().catch(() => undefined))
  const behind = async () => (await told()).reduce((sum, { end, next }) => sum + Number(end - next), 0)
  expect(await told()).toHaveLength(2)
  expect(await behind()).toBe(0)

  await publisher.publish(notes, noteRange(0, 20, 10))
  expect(await behind()).toBe(20)
  const { route } = recording()
  await consume({ kafka, groupId: 'readers', publisher, routes: [route] }, scope)
  await until('all to be handled', async () => (await behind()) === 0)
})

it('tells of a record that is tried again and again that it is not handled', async () => {
  const { kafka, publisher, scope } = await setUp()
  const progress = await groupProgress({ kafka, groupId: 'readers', topic: 'notes.v1' }, scope)
  const tried = gate()
  let broken = true
  const { route, numbers } = recording(({ n }) => {
    if (n !== 1 || !broken) return
    tried.resolve()
    throw new AppError('unavailable', 'not now')
  })
  await publisher.publish(notes, noteRange(0, 3))
  await consume({ kafka, groupId: 'readers', publisher, routes: [route], backoff: QUICK }, scope)
  await tried.promise
  await until('the first to be committed', async () => (await progress().catch(() => []))[0]?.next === 1n)
  broken = false
  await until('all to be handled', async () => (await progress().catch(() => []))[0]?.next === 3n)
  expect(numbers()).toEqual([0, 1, 2])
})
