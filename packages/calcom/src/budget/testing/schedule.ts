import { randomUUID } from 'node:crypto'
import { seededRandom } from '@calbridge/testkit'
import type { Redis } from 'ioredis'
import { type BudgetLimits, CALCOM_LIMITS, PRIORITIES } from '../../budget.ts'
import { redisBudget } from '../redis-budget.ts'
import { forgetBlocks, type Journal, newJournal } from './journal.ts'
import { VirtualClock } from './virtual-clock.ts'
import { type Machine, virtualConnection } from './virtual-redis.ts'

/** Spans as in production, fewer permits: what is wrong at twelve is wrong at 120. */
export const SCHEDULE_LIMITS: BudgetLimits = {
  ...CALCOM_LIMITS,
  windowCap: 12,
  burstCap: 4,
  interactiveReserve: 2,
  leaseMs: 6_000,
  processes: 3,
}

export interface ScheduleOptions {
  readonly limits?: BudgetLimits
  /** Whether a permit that came too late is thrown away, as the transport does. */
  readonly voidsLate?: boolean
  /** The seed's own otherwise. */
  readonly trouble?: keyof typeof TROUBLES
}

type Trouble = 'block' | 'clock' | 'flush' | 'cut' | 'restart'
type Odds = Partial<Record<Trouble, number>>

/** Of each step. Mostly one kind of trouble at a time, or silence after the one hides the other; and all of them together. */
export const TROUBLES = {
  clock: { clock: 0.05, restart: 0.01 },
  cut: { cut: 0.03 },
  block: { block: 0.04 },
  memory: { flush: 0.02, restart: 0.01 },
  all: { block: 0.01, clock: 0.02, flush: 0.005, cut: 0.01, restart: 0.005 },
} as const satisfies Readonly<Record<string, Odds>>
const STEPS = 130
const ARRIVAL_JITTER_MS = 500

/** Three processes on one key for some minutes: a seed decides who asks when, and what goes wrong meanwhile. */
export async function runSchedule(redis: Redis, sha: string, seed: number, options: ScheduleOptions = {}): Promise<Journal> {
  const { limits = SCHEDULE_LIMITS, voidsLate = true, trouble } = options
  const random = seededRandom(seed)
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const clock = new VirtualClock()
  const machine: Machine = { steppedMs: 0 }
  const fingerprint = randomUUID()
  const journal = newJournal()

  const delaysMs = () => (random() < 0.9 ? ([0, 0] as const) : ([one([0, 5, 30, 150]), one([0, 5, 30, 150])] as const))
  const start = (firstUse: 'ready' | 'silent') => {
    const line = { cut: false, delaysMs }
    const connection = virtualConnection(redis, sha, clock, machine, line)
    return { line, alive: true, budget: redisBudget({ redis: connection, fingerprint, clock, limits, firstUse }) }
  }
  const processes = [start('ready'), start('ready'), start('ready')]

  const call = async (): Promise<void> => {
    const process = one(processes)
    const permit = await process.budget.acquire({
      priority: one(PRIORITIES),
      tenant: one(['a', 'b']),
      maxWaitMs: one([0, 3_000, 20_000, 60_000]),
    })
    if (!permit.granted) return
    journal.grantedMs.push(permit.validUntilMs - limits.permitMs) // when it was asked for: no later than it was given
    const pausedMs = one([0, 0, 0, 3, 40, 95, 95, 150, 900, 20_000])
    if (pausedMs > 0) await clock.sleep(pausedMs)
    if (!process.alive || (voidsLate && clock.monotonic() > permit.validUntilMs)) return
    journal.sentMs.push(clock.now())
    journal.arrivedMs.push(clock.now() + Math.floor(random() * ARRIVAL_JITTER_MS))
  }
  const hear429 = async (): Promise<void> => {
    const resetMs = one([undefined, 1_000, 20_000, 60_000])
    const process = processes.find(({ line }) => !line.cut)
    if (!process || processes.some(({ line }) => line.cut)) return
    const heardMs = clock.now()
    const { eraOfBlocks } = journal
    await process.budget.report({ limited: true, limit: limits.windowCap, remaining: 0, resetMs })
    if (journal.eraOfBlocks !== eraOfBlocks) return
    journal.blocks.push({ fromMs: clock.now(), toldUntilMs: heardMs + (resetMs ?? limits.blockMs), probeMs: limits.blockMs / 2 })
  }
  let steppedAtMs = Number.NEGATIVE_INFINITY
  const stepClock = (): void => {
    const byMs = one([-90_000, -20_000, -300, 300, 15_000, 61_000, 3_600_000])
    if (byMs > 0 && clock.now() - steppedAtMs < 2 * limits.windowMs) return // one a window is what the margin is for
    machine.steppedMs += byMs
    if (byMs > 0) steppedAtMs = clock.now()
  }
  const flush = async (): Promise<void> => {
    if (processes.some(({ line }) => line.cut)) return // both at once is what the budget does not promise
    forgetBlocks(journal)
    await clock.during(redis.del(['state', 'log', 'waiting', 'processes'].map((name) => `budget:{${fingerprint}}:${name}`)))
  }
  const cutOrRestore = (): void => {
    const { line } = one(processes)
    line.cut = !line.cut && !processes.some((other) => other.line.cut)
    forgetBlocks(journal)
  }
  const restart = (): void => {
    const index = Math.floor(random() * processes.length)
    const old = processes[index]
    if (!old || old.line.cut) return
    old.alive = false
    old.line.cut = true
    processes[index] = start('silent')
  }

  const kinds = Object.values(TROUBLES)
  const odds: Odds = trouble ? TROUBLES[trouble] : (kinds[seed % kinds.length] ?? {})
  const troubles = [
    ['block', () => void hear429()],
    ['clock', stepClock],
    ['flush', flush],
    ['cut', cutOrRestore],
    ['restart', restart],
  ] as const
  const happening = (draw: number): void | Promise<void> => {
    let upTo = 0
    for (const [name, happens] of troubles) {
      upTo += odds[name] ?? 0
      if (draw < upTo) return happens()
    }
    void call()
  }
  for (let step = 0; step < STEPS; step++) {
    await clock.runUntil(clock.now() + one([0, 0, 0, 0, 60, 60, 500, 500, 2_000, 12_000]))
    await happening(random())
  }
  await clock.runUntil(clock.now() + 1_000)
  for (const { line } of processes) line.cut = true
  await Promise.all(processes.map(({ budget }) => budget.close()))
  return journal
}
