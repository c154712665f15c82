import { type BudgetLimits, type BudgetUsage, type LimitReport, PRIORITIES, type Priority, type RefusalReason } from '../budget.ts'
import { GrantLog } from './grant-log.ts'
import { InteractiveRate } from './interactive-rate.ts'
import { CLASS_SHARE, lineUp } from './line.ts'
import { Upstream } from './upstream.ts'
import { Waiting } from './waiting.ts'

export interface Ask {
  /** Names the waiter over its repeated asks. */
  readonly id: string
  readonly priority: Priority
  readonly tenant: string
  /** The waiter's first ask: interactive ones teach the reserve. */
  readonly first: boolean
  /** How much longer it would wait; it keeps its place in the queue only if its turn comes by then. */
  readonly waitMs: number
}

export type Answer = { readonly granted: true } | { readonly granted: false; readonly retryAfterMs: number; readonly reason: RefusalReason }

const RESERVE_SHARE_MAX = 0.5

/** Permits of a burst that only interactive calls may take: at 20 a minute a fifth one within 1.6 s comes once in 400. */
export const burstReserve = (limits: BudgetLimits): number =>
  limits.interactiveReserve > 0 ? Math.min(4, Math.floor(limits.burstCap / 2)) : 0

/**
 * The exact sliding log of one credential, its queue, and what Cal.com told about it. Pure: `nowMs` comes from the
 * caller and may not go back. The Lua script of the Redis budget does the same; twin.integration.test.ts holds them together.
 */
export class Ledger {
  readonly #limits: BudgetLimits
  readonly #rate: InteractiveRate
  readonly #upstream: Upstream
  readonly #waiting = new Waiting()
  readonly #log = new GrantLog()

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    this.#rate = new InteractiveRate(limits)
    this.#upstream = new Upstream(limits)
  }

  ask({ id, priority, tenant, first, waitMs }: Ask, nowMs: number): Answer {
    this.#prune(nowMs)
    const rank = priorityRank(priority)
    this.#rate.begin(nowMs)
    if (first && rank === 0) this.#rate.arrived(nowMs)
    const stopMs = this.#stopMs(nowMs)
    if (stopMs > 0) return { granted: false, retryAfterMs: stopMs, reason: 'blocked' }

    const asker = { id, rank, tenant, waits: waitMs > 0 }
    const line = lineUp(this.#waiting.with(asker), this.#log, (of) => this.#shareOf(of, nowMs))
    const ahead = line.indexOf(asker)
    const amongOurs = rank === 0 && line.slice(0, ahead).every((before) => before.rank === 0)
    const retryAfterMs = this.#turnInMs({ rank, ahead, burstRoom: this.#burstRoom(amongOurs) }, nowMs)
    if (retryAfterMs <= 0) return this.#grant(id, rank, tenant, nowMs)
    if (retryAfterMs > waitMs || ahead >= this.#limits.waitersMax) {
      this.#waiting.leave(id)
      return { granted: false, retryAfterMs, reason: retryAfterMs > waitMs ? 'window' : 'queue' }
    }
    this.#waiting.join(asker, nowMs + sleepMs(this.#limits, retryAfterMs) + 5 * this.#limits.permitMs)
    for (const crowdedOut of line.slice(this.#limits.waitersMax)) this.#waiting.leave(crowdedOut.id)
    return { granted: false, retryAfterMs, reason: 'window' }
  }

  leave(id: string): void {
    this.#waiting.leave(id)
  }

  report(report: LimitReport, nowMs: number): void {
    this.#prune(nowMs)
    this.#upstream.report(report, this.#log, nowMs)
  }

  usage(nowMs: number): BudgetUsage {
    this.#prune(nowMs)
    const used = this.#used(nowMs)
    const cap = this.#upstream.cap
    const { oldestMs } = this.#log
    return {
      used,
      cap,
      resetMs: oldestMs === undefined ? 0 : oldestMs + this.#limits.windowMs - nowMs,
      blockedMs: this.#upstream.blockedMs(nowMs),
      reserved: Math.max(0, Math.min(this.#reserveLeft(nowMs), cap - used)),
      stoppedBy: this.#stopMs(nowMs) > 0 ? 'blocked' : used >= cap ? 'window' : undefined,
    }
  }

  /** Calls that were granted here and still count. */
  granted(nowMs: number): number {
    this.#prune(nowMs)
    return this.#log.size
  }

  /** Blocked, or one call is trying whether it still is. The others look soon: it may hear at any time. */
  #stopMs(nowMs: number): number {
    return this.#upstream.blockedMs(nowMs) || Math.min(this.#upstream.probeMs(nowMs), 5 * this.#limits.permitMs)
  }

  #grant(id: string, rank: number, tenant: string, nowMs: number): Answer {
    this.#upstream.granted(nowMs)
    this.#waiting.leave(id)
    this.#log.add({ atMs: nowMs, rank, tenant })
    return { granted: true }
  }

  /** 0 when it is this asker's turn; else the time until it is, should nobody come who goes before it. */
  #turnInMs({ rank, ahead, burstRoom }: { rank: number; ahead: number; burstRoom: number }, nowMs: number): number {
    const { windowMs, burstMs } = this.#limits
    const kept = rank === 0 ? 0 : this.#reserveLeft(nowMs)
    const windowNeed = this.#used(nowMs) + kept + ahead + 1 - this.#upstream.cap
    const windowWait = windowNeed <= 0 ? 0 : this.#leavesInMs(windowNeed, windowMs, nowMs)

    const burstNeed = this.#log.since(nowMs - burstMs).length + (ahead % burstRoom) + 1 - burstRoom
    const burstWait = Math.floor(ahead / burstRoom) * burstMs + (burstNeed <= 0 ? 0 : this.#leavesInMs(burstNeed, burstMs, nowMs))
    return Math.max(windowWait, burstWait)
  }

  #leavesInMs(need: number, spanMs: number, nowMs: number): number {
    const sentAtMs = this.#log.since(nowMs - spanMs)[need - 1]
    if (sentAtMs !== undefined) return Math.max(1, sentAtMs + spanMs - nowMs)
    return this.#upstream.foreignMs(nowMs) || spanMs
  }

  #burstRoom(forInteractive: boolean): number {
    const { burstCap } = this.#limits
    return forInteractive ? burstCap : Math.max(1, burstCap - burstReserve(this.#limits))
  }

  #shareOf(rank: number, nowMs: number): number {
    const share = Math.floor(this.#upstream.cap * CLASS_SHARE)
    return rank === 0 ? Math.max(share, this.#reserve(nowMs)) : share
  }

  #reserve(nowMs: number): number {
    return Math.min(this.#rate.reserve(nowMs), Math.floor(this.#upstream.cap * RESERVE_SHARE_MAX))
  }

  #reserveLeft(nowMs: number): number {
    return Math.max(0, this.#reserve(nowMs) - this.#log.ofClass(0))
  }

  #used(nowMs: number): number {
    return this.#log.size + this.#upstream.foreign(nowMs)
  }

  #prune(nowMs: number): void {
    this.#log.forgetUntil(nowMs - this.#limits.windowMs)
    this.#waiting.prune(nowMs)
  }
}

/** A waiter looks again this often at the latest: what it waits for may come sooner than foreseen. */
export const sleepMs = (limits: BudgetLimits, retryAfterMs: number): number =>
  Math.ceil(Math.min(retryAfterMs, Math.max(50, limits.windowMs / 8)))

export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority)
