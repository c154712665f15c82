import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startCalcomSim } from '@calbridge/calcom-sim'
import { systemClock } from '@calbridge/core'
import { ownRedis, testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { type BudgetLimits, CALCOM_LIMITS } from '../budget.ts'
import { fingerprint } from '../fingerprint.ts'
import { densest } from './densest.ts'
import type { Saturation } from './testing/saturate.ts'

const LONG = process.env.CALBRIDGE_LONG === '1'
// The same at a twentieth of the time. A permit is good for as long as ever, so the windows keep their margin for it; leases are as they
// are, as a busy machine is not a lost Redis.
const SCALE = LONG ? 1 : 20
const WINDOW_MS = 60_000 / SCALE
const SECOND_MS = 1_000 / SCALE
const PROCESSES = 8
const CALLERS = 3
const WINDOWS = 3
/** Longer than a permit is good for, shorter than a missed heartbeat. */
const PAUSE_MS = 1_000
/** Some clocks are half a minute ahead, some behind. */
const SKEW_MS = 30_000
const shorter = (ms: number): number => ms / SCALE
const { permitMs, windowMs, burstMs, blockMs } = CALCOM_LIMITS
const limits: BudgetLimits = {
  ...CALCOM_LIMITS,
  windowMs: shorter(windowMs - permitMs) + permitMs,
  burstMs: shorter(burstMs - permitMs) + permitMs,
  blockMs: shorter(blockMs),
  interactiveReserve: 0,
}
if (!LONG) console.log('left out: eight processes at full length (npm run test:long)')

it(
  'holds 120 a minute and 8 a second over eight processes with wrong clocks and a slow way, also when one of them stands still for a while',
  async () => {
    const forMs = WINDOWS * limits.windowMs
    const { sentMs, arrived } = await saturate(forMs)
    expect(densest(sentMs, WINDOW_MS)).toBeLessThanOrEqual(CALCOM_LIMITS.windowCap)
    expect(densest(sentMs, SECOND_MS)).toBeLessThanOrEqual(CALCOM_LIMITS.burstCap)
    expect(
      densest(
        arrived.map(({ atMs }) => atMs),
        WINDOW_MS,
      ),
    ).toBeLessThanOrEqual(CALCOM_LIMITS.windowCap)
    expect(arrived.filter(({ status }) => status === 429)).toEqual([])
    expect(arrived).toHaveLength(sentMs.length)
    // More than a window has: what left it was given again.
    expect(sentMs.length).toBeGreaterThan(CALCOM_LIMITS.windowCap)
    const untilMs = (sentMs[0] ?? 0) + WINDOWS * WINDOW_MS
    // Of the process that stands still each caller may hold a permit, which is void when it goes on.
    if (LONG) expect(sentMs.filter((ms) => ms < untilMs).length).toBeGreaterThanOrEqual(0.98 * WINDOWS * CALCOM_LIMITS.windowCap - CALLERS)
  },
  WINDOWS * 61_000 + 120_000,
)

async function saturate(forMs: number) {
  const apiKey = `cal_live_${randomUUID()}`
  const sim = await startCalcomSim({
    rateLimit: { limit: CALCOM_LIMITS.windowCap, windowMs: WINDOW_MS, blockMs: WINDOW_MS },
    world: { users: [{ username: 'busy', timeZone: 'UTC', keys: [{ key: apiKey }] }] },
  })
  testScope().defer('calcom simulator', () => sim.close())
  const redisUrl = (await ownRedis()).address
  const children = Array.from({ length: PROCESSES }, (_, index) =>
    start({
      redisUrl,
      calcomUrl: sim.url,
      apiKey,
      fingerprint: fingerprint(apiKey),
      limits,
      jitterMs: shorter(500),
      skewMs: (index / (PROCESSES - 1) - 0.5) * 2 * SKEW_MS,
      forMs,
      callers: CALLERS,
      seed: index,
    }),
  )
  const sent = Promise.all(children.map(async (child) => (await once(child, 'message'))[0] as number[]))
  await systemClock.sleep(forMs / 3)
  children[0]?.kill('SIGSTOP')
  await systemClock.sleep(PAUSE_MS)
  children[0]?.kill('SIGCONT')
  const sentMs = (await sent).flat().sort((one, other) => one - other)
  return { sentMs, arrived: sim.control.journal({ path: '/v2/me' }) }
}

function start(saturation: Saturation): ChildProcess {
  const file = fileURLToPath(new URL('testing/saturate.ts', import.meta.url))
  const child = fork(file, [JSON.stringify(saturation)], { execArgv: [] })
  testScope().defer('process', () => child.kill('SIGKILL'))
  return child
}
