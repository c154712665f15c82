import { expect, it } from 'vitest'
import { gate, noSpareBudget, startReplicas } from '../testing/replicas.ts'

/** Background loads find no budget, and are told so only when the gate opens. */
function withoutSpareBudget() {
  const world = startReplicas()
  const told = gate()
  world.calcom.before = async ({ kind }) => {
    if (kind === 'interactive') return
    await told.opened
    throw noSpareBudget()
  }
  return { ...world, told }
}

it.each([
  { name: 'this process', asker: 0 },
  { name: 'another process', asker: 1 },
])('a caller who joined a load of $name that found no budget to spare has one of his own at once', async ({ asker }) => {
  const { ask, calcom, clock, told } = withoutSpareBudget()
  const warmUp = ask(0, { load: 'background' })
  await clock.advance(0)
  const caller = ask(asker)
  await clock.advance(0)
  expect(calcom.calls.map(({ kind }) => kind)).toEqual(['background'])
  told.open()
  expect(await caller).toMatchObject({ failure: undefined, upstreamCalls: 1, days: [{ source: 'upstream' }] })
  expect((await warmUp).failure).toMatchObject({ reason: 'no_spare_budget' })
  expect(calcom.calls.map(({ kind }) => kind)).toEqual(['background', 'interactive'])
  expect(clock.monotonic()).toBe(0)
})

it('a load that nobody waits for gives up without budget, takes nothing stale for an answer, and leaves nothing behind', async () => {
  const { ask, told, replicas } = withoutSpareBudget()
  told.open()
  expect(await ask(0, { load: 'background' })).toMatchObject({ failure: { reason: 'no_spare_budget' }, days: [] })
  expect(replicas[0]!.loads.size).toBe(0)
})

it('a caller who joined a load that nobody waited for shares its outcome, whatever else it is', async () => {
  const { ask, calcom, clock } = startReplicas()
  const done = gate()
  calcom.before = () => done.opened
  const warmUp = ask(0, { load: 'background' })
  await clock.advance(0)
  const callers = [ask(0), ask(1)]
  await clock.advance(0)
  done.open()
  for (const answer of [await warmUp, ...(await Promise.all(callers))]) expect(answer.days).toMatchObject([{ source: 'upstream' }])
  expect(calcom.calls).toHaveLength(1)
})
