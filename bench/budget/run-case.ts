import { randomInt } from 'node:crypto'
import type { BudgetLimits } from '@calbridge/calcom'
import type { CalcomSim } from '@calbridge/calcom-sim'
import type { Scope } from '@calbridge/core'
import { startChild } from '../servers/child.ts'
import type { Done, Limiter, Plan, Scale } from './plan.ts'

export const PROCESSES = 8
/** Some clocks are half a minute ahead, some behind. */
const SKEW_MS = 30_000

export interface Case {
  readonly limiter: Limiter
  readonly scale: Scale
  readonly limits: BudgetLimits
  readonly background: number
  readonly interactivePerWindow: number
  readonly forMs: number
}

/** What a case came to; times in order, on the clock of `machineMs` (sent) and the simulator's (arrived). */
export interface Outcome {
  readonly limiter: Limiter
  readonly sentMs: readonly number[]
  readonly arrivedMs: readonly number[]
  readonly tooMany: number
  readonly interactiveWaitsMs: readonly number[]
}

export interface Place {
  readonly redisUrl: string
  readonly sim: CalcomSim
  readonly scope: Scope
}

/** Eight processes with a key of their own, at once. `meanwhile` runs beside them. */
export async function runCase(
  one: Case,
  { redisUrl, sim, scope }: Place,
  meanwhile: (apiKey: string) => void = () => {},
): Promise<Outcome> {
  const username = `${one.limiter}-${one.interactivePerWindow}`
  const apiKey = `cal_live_${username}`
  sim.control.createWorld({ users: [{ username, keys: [{ key: apiKey }] }] })
  const children = await Promise.all(Array.from({ length: PROCESSES }, () => startChild('budget-process.ts', scope)))
  meanwhile(apiKey)
  const seed = randomInt(2 ** 31)
  const done = await Promise.all(
    children.map((child, index) => {
      const plan: Plan = {
        ...one,
        redisUrl,
        calcomUrl: sim.url,
        apiKey,
        processes: PROCESSES,
        skewMs: (index / (PROCESSES - 1) - 0.5) * 2 * SKEW_MS,
        windowMs: one.scale.windowMs,
        jitterMs: one.scale.jitterMs,
        seed: seed + index,
        interactivePerWindow: one.interactivePerWindow / PROCESSES,
      }
      return child.ask<Done>(plan, one.forMs + ENDING_MS)
    }),
  )
  await Promise.all(children.map((child) => child.end()))
  const journal = sim.control.journal({ path: '/v2/me', user: username })
  return {
    limiter: one.limiter,
    sentMs: inOrder(done.flatMap(({ sentMs }) => sentMs)),
    arrivedMs: inOrder(journal.map(({ atMs }) => atMs)),
    tooMany: journal.filter(({ status }) => status === 429).length,
    interactiveWaitsMs: done.flatMap(({ interactiveWaitsMs }) => interactiveWaitsMs),
  }
}

const ENDING_MS = 30_000
const inOrder = (ms: readonly number[]): number[] => ms.toSorted((a, b) => a - b)
