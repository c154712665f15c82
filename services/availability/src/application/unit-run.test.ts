import { expect, it } from 'vitest'
import { gate, startReplicas } from '../testing/replicas.ts'

it('a stampede reads the shared cache twice, however many come: who came after the first read began shares the second', async () => {
  const { ask, calcom, counted, clock } = startReplicas({ count: 1 })
  const slow = gate()
  calcom.before = () => slow.opened
  const callers = Array.from({ length: 200 }, () => ask(0))
  await clock.advance(0)
  slow.open()
  for (const { days, upstreamCalls } of await Promise.all(callers)) {
    expect(days).toMatchObject([{ source: 'upstream' }])
    expect(upstreamCalls).toBe(1)
  }
  expect(calcom.calls).toHaveLength(1)
  // Twice for callers; each run reads once more: for days beside it, or for what the other has loaded.
  expect(counted.get('read')).toBe(4)
})

it('who wants it fresh is not given what others asked for before', async () => {
  const { ask, calcom, clock } = startReplicas({ count: 1 })
  const slow = gate()
  calcom.before = () => slow.opened
  const first = ask(0)
  await clock.advance(1)
  const fresh = ask(0, { freshness: 'fresh' })
  await clock.advance(1)
  slow.open()
  await Promise.all([first, fresh])
  expect(calcom.calls).toHaveLength(2)
})

it('nothing goes on for callers who have all gone', async () => {
  const { ask, calcom, clock, replicas } = startReplicas({ count: 2 })
  const slow = gate()
  calcom.before = () => slow.opened
  const leader = ask(0, {}, 10_000)
  await clock.advance(0)
  const follower = ask(1, {}, 50)
  await clock.advance(60)
  expect((await follower).failure).toMatchObject({ code: 'deadline_exceeded' })
  slow.open()
  await leader
  await clock.advance(0)
  expect(replicas[1]!.loads.size).toBe(0)
})
