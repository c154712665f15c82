import { Trace } from '@calbridge/simulation'
import { seededRandom } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { drawOperations } from './operations.ts'
import { runSchedule } from './schedule.ts'

const traceOf = async (seed: number): Promise<string> => {
  const trace = new Trace()
  await runSchedule({ seed, operations: drawOperations(seededRandom(seed)), trace })
  return String(trace)
}

it('repeats a schedule step by step, so that a failure found once can be looked at', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 3; seed++) expect(await traceOf(seed)).toBe(await traceOf(seed))
  expect(await traceOf(1)).not.toBe(await traceOf(2))
})
