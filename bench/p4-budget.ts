// biome-ignore-all lint/plugin: counting in windows is done as the budget's own tests do it
import { CALCOM_LIMITS, fingerprint, redisBudget } from '@calbridge/calcom'
import { startCalcomSim } from '@calbridge/calcom-sim'
import { systemClock } from '@calbridge/core'
import { openStack, startServers } from '@calbridge/devstack'
import { Redis } from 'ioredis'
import { densest } from '../packages/calcom/src/budget/densest.ts'
import type { Bench, BenchContext } from './bench.ts'
import { occupancy } from './budget/occupancy.ts'
import { LIMITERS, type Scale, scaled } from './budget/plan.ts'
import { type Case, type Outcome, type Place, PROCESSES, runCase } from './budget/run-case.ts'
import { figure, type Row, row } from './row.ts'
import { percentile } from './sample.ts'

const CAP = CALCOM_LIMITS.windowCap
/** Callers of a background class in each process: together always more than the budget. */
const BACKGROUND = 3
const INTERACTIVE_PER_MINUTE = 20
const QUICK_SCALE = 20
const WINDOWS = 3

/** Eight processes that want more of a key than it has, with wrong clocks and a slow way to Cal.com. */
export const budget: Bench = { id: 'P4', title: 'a key’s budget over eight processes, beside other limiters', run }

async function run({ quick, dir, log, scope }: BenchContext): Promise<Row[]> {
  await openStack(dir, log, scope)
  const { redisUrl } = await startServers({ dir, fresh: true, log }, scope)
  const scale = scaled(CALCOM_LIMITS, quick ? QUICK_SCALE : 1)
  const rateLimit = { limit: CAP, windowMs: scale.windowMs, blockMs: scale.windowMs }
  const sim = await startCalcomSim({ rateLimit })
  scope.defer('calcom simulator', () => sim.close())
  const place: Place = { redisUrl, sim, scope }
  const forMs = WINDOWS * scale.limits.windowMs
  log(`P4: one class alone, beside ${LIMITERS.length - 1} others; ${figure(forMs / 1_000)} s`)
  const alone = await runCases(
    LIMITERS.map((limiter) => aloneCase(limiter, scale, forMs)),
    place,
    quick,
  )
  log(`P4: interactive calls beside background; ${figure(forMs / 1_000)} s`)
  return [...alone.flatMap((outcome) => keptRows(outcome, scale)), ...(await besideBackground(scale, forMs, place))]
}

/** At full length all at once: they send two calls a second each. At a twentieth of the time they would be in each other's way. */
async function runCases(cases: readonly Case[], place: Place, inTurn: boolean): Promise<Outcome[]> {
  if (!inTurn) return Promise.all(cases.map((one) => runCase(one, place)))
  const seen: Outcome[] = []
  for (const one of cases) seen.push(await runCase(one, place))
  return seen
}

const aloneCase = (limiter: Case['limiter'], scale: Scale, forMs: number): Case => ({
  limiter,
  scale,
  limits: { ...scale.limits, interactiveReserve: 0 },
  background: BACKGROUND,
  interactivePerWindow: 0,
  forMs,
})

function keptRows({ limiter, sentMs, arrivedMs, tooMany }: Outcome, scale: Scale): Row[] {
  const ours = limiter === 'calbridge'
  const who = `${limiter}, ${PROCESSES} processes`
  const reference = `refused by Cal.com: ${tooMany} of ${arrivedMs.length}`
  const most = (times: readonly number[], spanMs: number) => [densest(times, spanMs)]
  const goal = (atMost: number) => (ours ? { goal: { atMost } } : {})
  return [
    row({ id: 'P4', measure: `${who}: most in a minute, as sent`, unit: '', values: most(sentMs, scale.windowMs), ...goal(CAP) }),
    row({
      id: 'P4',
      measure: `${who}: most in a minute, as arrived`,
      unit: '',
      values: most(arrivedMs, scale.windowMs),
      ...goal(CAP),
      reference,
    }),
    row({
      id: 'P4',
      measure: `${who}: most in a second, as sent`,
      unit: '',
      values: most(sentMs, scale.windowMs / 60),
      ...goal(CALCOM_LIMITS.burstCap),
    }),
    row({
      id: 'P4',
      measure: `${who}: of the budget used, one class alone`,
      unit: '%',
      values: [occupancy(sentMs, scale.windowMs, CAP) * 100],
      ...(ours && { goal: { atLeast: 98 } }),
    }),
  ]
}

async function besideBackground(scale: Scale, forMs: number, place: Place): Promise<Row[]> {
  const one: Case = {
    limiter: 'calbridge',
    scale,
    limits: { ...scale.limits, interactiveReserve: INTERACTIVE_PER_MINUTE },
    background: BACKGROUND,
    interactivePerWindow: INTERACTIVE_PER_MINUTE,
    forMs,
  }
  const shares: number[] = []
  const sampling = new AbortController()
  const outcome = await runCase(one, place, (apiKey) => void sampleShares(apiKey, one, place, shares, sampling.signal))
  sampling.abort()
  const { interactiveWaitsMs, sentMs, arrivedMs, tooMany } = outcome
  const reference = `${interactiveWaitsMs.length} calls, p50 ${figure(percentile(interactiveWaitsMs, 0.5))} ms; refused by Cal.com: ${tooMany}`
  return [
    row({
      id: 'P4',
      measure: 'interactive beside background: its wait for a permit, p99',
      unit: 'ms',
      values: [percentile(interactiveWaitsMs, 0.99)],
      goal: { atMost: 50 },
      reference,
    }),
    row({
      id: 'P4',
      measure: 'interactive beside background: used and still reserved',
      unit: '%',
      values: shares.map((share) => share * 100),
      goal: { atLeast: 98 },
    }),
    row({
      id: 'P4',
      measure: 'interactive beside background: most in a minute, as sent and as arrived',
      unit: '',
      values: [Math.max(densest(sentMs, scale.windowMs), densest(arrivedMs, scale.windowMs))],
      goal: { atMost: CAP },
    }),
  ]
}

/** Of the budget: what is used and what is kept, once the first window is over. */
async function sampleShares(
  apiKey: string,
  { limits }: Case,
  { redisUrl, scope }: Place,
  shares: number[],
  signal: AbortSignal,
): Promise<void> {
  const redis = new Redis(redisUrl)
  scope.defer('redis', () => redis.disconnect())
  const shared = redisBudget({ redis, fingerprint: fingerprint(apiKey), clock: systemClock, limits, firstUse: 'ready' })
  await systemClock.sleep(limits.windowMs, signal).catch(() => {})
  while (!signal.aborted) {
    const { used, reserved, cap } = await shared.usage()
    shares.push((used + reserved) / cap)
    await systemClock.sleep(limits.windowMs / 60, signal).catch(() => {})
  }
}
