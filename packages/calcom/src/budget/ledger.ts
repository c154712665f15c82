import { type BudgetLimits, type BudgetUsage, type LimitReport, PRIORITIES, type Priority, type RefusalReason } from '../budget.ts'
import { InteractiveRate } from './interactive-rate.ts'
import { Waiting } from './waiting.ts'

export interface Ask {
  /** Names the waiter over its repeated asks. */
  readonly id: string
  readonly priority: Priority
  /** The waiter's first ask: interactive ones teach the reserve. */
  readonly first: boolean
  /** How much longer it would wait; it keeps its place in the queue only if its turn comes by then. */
  readonly waitMs: number
}

export type Answer = { readonly granted: true } | { readonly granted: false; readonly retryAfterMs: number; readonly reason: RefusalReason }

/** Cal.com tells its reset in whole seconds, rounded up. */
const RESET_GRAIN_MS = 1_000

const reserveShareMax = 0.5

/** Permits of a burst that only interactive calls may take: at 20 a minute a fifth one within 1.5 s comes once in 500. */
export const burstReserve = (limits: BudgetLimits): number =>
  limits.interactiveReserve > 0 ? Math.min(4, Math.floor(limits.burstCap / 2)) : 0

/** How long a block is kept: a hundredth longer than told, for clocks and the way. */
export const blockMsOf = (limits: BudgetLimits, resetMs: number | undefined): number => (resetMs ?? limits.blockMs) + limits.windowMs / 100

/**
 * The exact sliding log of one credential, its queue, and what Cal.com told about it. Pure: `nowMs` comes from the
 * caller and may not go back. The Lua script of the Redis budget does the same; the contract suite holds them together.
 */
export class Ledger {
  readonly #limits: BudgetLimits
  readonly #rate: InteractiveRate
  readonly #waiting = new Waiting()
  #log: number[] = []
  #interactive: number[] = []
  #limit = Number.POSITIVE_INFINITY
  #foreign = { count: 0, untilMs: 0 }
  #blockedUntilMs = 0
  #probing: { sentAtMs: number | undefined } | undefined

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    this.#rate = new InteractiveRate(limits)
  }

  ask({ id, priority, first, waitMs }: Ask, nowMs: number): Answer {
    this.#prune(nowMs)
    if (first && priority === 'interactive') this.#rate.arrived(nowMs)
    const stopped = this.#stopped(id, nowMs)
    if (stopped) return stopped

    const ahead = this.#waiting.ahead(id, priority, nowMs)
    const retryAfterMs = this.#turnInMs(priority, ahead, nowMs)
    if (retryAfterMs <= 0) {
      this.#waiting.leave(id)
      this.#spend(priority, nowMs)
      return { granted: true }
    }
    if (retryAfterMs <= waitMs)
      this.#waiting.join(id, priority, nowMs, nowMs + sleepMs(this.#limits, retryAfterMs) + 5 * this.#limits.permitMs)
    else this.#waiting.leave(id)
    return { granted: false, retryAfterMs, reason: 'window' }
  }

  leave(id: string): void {
    this.#waiting.leave(id)
  }

  report({ limited, limit, remaining, resetMs }: LimitReport, nowMs: number): void {
    this.#prune(nowMs)
    if (limited) {
      this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + blockMsOf(this.#limits, resetMs))
      this.#probing = { sentAtMs: undefined }
      return
    }
    if (this.#probing?.sentAtMs !== undefined && nowMs >= this.#blockedUntilMs) this.#probing = undefined
    if (limit === undefined) return
    this.#limit = limit
    if (remaining === undefined || resetMs === undefined) return
    const beganMs = nowMs - (this.#limits.windowMs - resetMs) - RESET_GRAIN_MS
    const ours = this.#log.filter((sentAtMs) => sentAtMs > beganMs).length
    const foreign = Math.min(this.#limits.windowCap, limit) - ours - remaining
    const known = nowMs < this.#foreign.untilMs ? this.#foreign.count : 0
    if (foreign > known) this.#foreign = { count: foreign, untilMs: nowMs + resetMs }
  }

  /** Adds calls that were made without this ledger's knowledge. */
  add(count: number, nowMs: number): void {
    for (let call = 0; call < count; call++) this.#log.push(nowMs)
  }

  usage(nowMs: number): BudgetUsage {
    this.#prune(nowMs)
    const oldest = this.#log[0]
    return {
      used: this.#used(nowMs),
      cap: this.#cap(),
      resetMs: oldest === undefined ? 0 : oldest + this.#limits.windowMs - nowMs,
      blockedMs: Math.max(0, this.#blockedUntilMs - nowMs),
    }
  }

  #stopped(id: string, nowMs: number): Answer | undefined {
    if (nowMs < this.#blockedUntilMs) return { granted: false, retryAfterMs: this.#blockedUntilMs - nowMs, reason: 'blocked' }
    if (!this.#probing) return undefined
    const { sentAtMs } = this.#probing
    const probeMs = this.#limits.blockMs / 2
    if (sentAtMs !== undefined && nowMs - sentAtMs < probeMs) {
      return { granted: false, retryAfterMs: Math.min(sentAtMs + probeMs - nowMs, 5 * this.#limits.permitMs), reason: 'blocked' }
    }
    this.#probing = { sentAtMs: nowMs }
    this.#waiting.leave(id)
    this.#spend('interactive', nowMs)
    return { granted: true }
  }

  #spend(priority: Priority, nowMs: number): void {
    this.#log.push(nowMs)
    if (priority === 'interactive') this.#interactive.push(nowMs)
  }

  /** 0 when it is this asker's turn; else the time until it is, should nobody with a higher priority come. */
  #turnInMs(priority: Priority, ahead: number, nowMs: number): number {
    const { windowMs, burstMs, burstCap } = this.#limits
    const kept = priority === 'interactive' ? 0 : this.#reserveLeft(nowMs)
    const windowNeed = this.#used(nowMs) + kept + ahead + 1 - this.#cap()
    const windowWait = windowNeed <= 0 ? 0 : this.#leavesInMs(this.#log, windowNeed, windowMs, nowMs)

    const burst = this.#log.filter((sentAtMs) => sentAtMs > nowMs - burstMs)
    const room = Math.max(1, burstCap - (priority === 'interactive' ? 0 : burstReserve(this.#limits)))
    const rounds = Math.floor(ahead / room)
    const burstNeed = burst.length + (ahead % room) + 1 - room
    const burstWait = rounds * burstMs + (burstNeed <= 0 ? 0 : this.#leavesInMs(burst, burstNeed, burstMs, nowMs))
    return Math.max(windowWait, burstWait)
  }

  #leavesInMs(log: readonly number[], need: number, spanMs: number, nowMs: number): number {
    const sentAtMs = log[need - 1]
    if (sentAtMs !== undefined) return Math.max(1, sentAtMs + spanMs - nowMs)
    return nowMs < this.#foreign.untilMs ? this.#foreign.untilMs - nowMs : spanMs
  }

  #reserveLeft(nowMs: number): number {
    const reserve = Math.min(this.#rate.reserve(nowMs), Math.floor(this.#cap() * reserveShareMax))
    return Math.max(0, reserve - this.#interactive.length)
  }

  #used(nowMs: number): number {
    return this.#log.length + (nowMs < this.#foreign.untilMs ? this.#foreign.count : 0)
  }

  #cap(): number {
    return Math.min(this.#limits.windowCap, this.#limit)
  }

  #prune(nowMs: number): void {
    const fromMs = nowMs - this.#limits.windowMs
    this.#log = this.#log.filter((sentAtMs) => sentAtMs > fromMs)
    this.#interactive = this.#interactive.filter((sentAtMs) => sentAtMs > fromMs)
    this.#waiting.prune(nowMs)
  }
}

/** A waiter looks again this often at the latest: what it waits for may come sooner than foreseen. */
export const sleepMs = (limits: BudgetLimits, retryAfterMs: number): number =>
  Math.ceil(Math.min(retryAfterMs, Math.max(50, limits.windowMs / 8)))

export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority)
