import { redisUrl, testScope } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { violations } from './testing/journal.ts'
import { runSchedule, SCHEDULE_LIMITS, type ScheduleOptions } from './testing/schedule.ts'
import { type Break, loadOnVirtualClock } from './testing/virtual-redis.ts'

// CALBRIDGE_SEED=n runs from that one on: a failure names its seed, and the same seed does the same again.
const long = process.env.CALBRIDGE_LONG === '1'
const START = Number(process.env.CALBRIDGE_SEED ?? 1)
const SCHEDULES = long ? 5_000 : 40
const SCHEDULES_BROKEN = 100
const AT_ONCE = 10

interface Found {
  readonly seed: number
  readonly violations: readonly string[]
}

/** Runs schedules until some break a promise; gives those, and how many calls were sent in all. */
async function search(most: number, options: ScheduleOptions = {}, broken?: Break): Promise<{ found: readonly Found[]; sent: number }> {
  const redis = new Redis(await redisUrl())
  testScope().defer('redis', () => redis.disconnect())
  const sha = await loadOnVirtualClock(redis, broken)
  let sent = 0
  for (let from = START; from < START + most; from += AT_ONCE) {
    const seeds = Array.from({ length: AT_ONCE }, (_, index) => from + index)
    const journals = await Promise.all(seeds.map((seed) => runSchedule(redis, sha, seed, options)))
    const found = journals
      .map((journal, index) => ({ seed: from + index, violations: violations(journal, SCHEDULE_LIMITS) }))
      .filter((one) => one.violations.length > 0)
    for (const { sentMs } of journals) sent += sentMs.length
    if (found.length > 0) return { found, sent }
  }
  return { found: [], sent }
}

it(
  `never sends more than the cap in 60 s nor a burst in 1 s, as sent and as arrived, nor while blocked: ${SCHEDULES} schedules of late permits, clock steps, flushes, lost and restarted processes`,
  async () => {
    const { found, sent } = await search(SCHEDULES)
    expect(found).toEqual([])
    expect(sent).toBeGreaterThan(SCHEDULES * 10) // silence would keep every promise
  },
  long ? 3_600_000 : 240_000,
)

const without =
  (part: string, instead = ''): Break =>
  (script) => {
    if (!script.includes(part)) throw new Error(`the script has no such part: ${part}`)
    return script.replace(part, instead)
  }

const OVER = /60 s|second|window/

it.each<[string, RegExp, ScheduleOptions, Break]>([
  ['a clock set forward is believed', OVER, { trouble: 'clock' }, without('math.max(last, due + limits.permitMs / 2)', 'math.huge')],
  ['no share is set aside for who is cut off', OVER, { trouble: 'cut' }, without('local missing = missed()', 'local missing = 0')],
  [
    'a loss of memory is not silence',
    OVER,
    { trouble: 'memory' },
    without("if untilMs > number('silentUntil', 0) then keep('silentUntil', untilMs) end"),
  ],
  ['a block is not waited for', /while blocked/, { trouble: 'block' }, without("if blockedMs > 0 then return blockedMs, 'blocked' end")],
  ['all go at once after a block', /probe/, { trouble: 'block' }, without("if s.probing == '1' then keep('probeAt', now) end")],
  ['the burst is not counted', /second/, {}, without('inBurst = inBurst + 1')],
  ['the window has no room for the way', OVER, { limits: { ...SCHEDULE_LIMITS, windowMs: 60_000, burstMs: 1_000 } }, (script) => script],
  ['a paused process uses its permit late', OVER, { voidsLate: false }, (script) => script],
])(
  'finds it in a schedule when %s',
  async (_, expected, options, broken) => {
    const { found } = await search(SCHEDULES_BROKEN, options, broken)
    expect(found[0]?.violations.join()).toMatch(expected)
  },
  120_000,
)
