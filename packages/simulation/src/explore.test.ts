import { afterEach, expect, it, vi } from 'vitest'
import { type Exploration, explore, findFailure } from './explore.ts'
import { shortestFailing } from './shortest.ts'

afterEach(() => vi.unstubAllEnvs())

const draw = (random: () => number) => Array.from({ length: 60 }, () => Math.floor(random() * 100))
/** Fails when a 7 comes before a 13. */
const run: Exploration<number>['run'] = async ({ operations, trace }) => {
  const seven = operations.indexOf(7)
  const thirteen = operations.lastIndexOf(13)
  trace.note(1, 'p1', 'looked')
  if (seven >= 0 && thirteen > seven) throw new Error(`out of order: ${operations.length}`)
}

it('shrinks a failure to the operations that it takes, and tells the seed and what happened', async () => {
  const error = await explore({ schedules: 200, firstSeed: 1, draw, run }).then(
    () => expect.unreachable(),
    (caught: Error) => caught,
  )
  expect(error.message).toMatch(/^out of order: 2\nagain with SIM_SEED=\d+; 2 of 60 operations are enough:\n {2}7\n {2}13\n/)
  expect(error.message).toContain('p1       looked')
})

it('repeats the one schedule that is asked for', async () => {
  const seen: string[] = []
  const noting: Exploration<number>['run'] = async ({ seed, operations }) => void seen.push(`${seed}: ${operations}`)
  await explore({ schedules: 3, firstSeed: 1, draw, run: noting })
  vi.stubEnv('SIM_SEED', '2')
  await explore({ schedules: 3, firstSeed: 1, draw, run: noting })
  expect(seen).toHaveLength(4)
  expect(seen[3]).toBe(seen[1])
})

it('finds nothing where nothing fails', async () => {
  expect(await findFailure({ schedules: 10, firstSeed: 1, draw, run: async () => {} })).toBeUndefined()
})

it('ends though every part seems to be needed', async () => {
  let runs = 0
  const fails = async () => ++runs % 2 === 0
  await shortestFailing(
    Array.from({ length: 2_000 }, (_, index) => index),
    fails,
  )
  expect(runs).toBeLessThanOrEqual(500)
})
