import type { BudgetLimits, BudgetUsage, LimitReport } from '../budget.ts'
import { type Answer, type Ask, Ledger } from './ledger.ts'

/**
 * What a process may send while it has lost the shared ledger: nothing for a window and a lease, in which all that was
 * granted before has left every window, then its share, which the ledger sets aside from the missed heartbeat on.
 * Only a process that the ledger knows as alive has a share; after `aloneMs` the share ends on both sides.
 */
export class Alone {
  readonly #limits: BudgetLimits
  #lostAtMs: number | undefined
  #ledger: Ledger

  constructor(limits: BudgetLimits) {
    this.#limits = {
      ...limits,
      windowCap: Math.floor(limits.windowCap / limits.processes),
      burstCap: Math.max(1, Math.floor(limits.burstCap / limits.processes)),
      interactiveReserve: 0,
    }
    this.#ledger = new Ledger(this.#limits)
  }

  get lost(): boolean {
    return this.#lostAtMs !== undefined
  }

  lose(nowMs: number): void {
    this.#lostAtMs ??= nowMs
  }

  /** Calls that were sent alone and still count: the shared ledger must learn of them. */
  used(nowMs: number): number {
    return this.lost ? this.#ledger.usage(nowMs).used : 0
  }

  usage(nowMs: number): BudgetUsage {
    return this.#ledger.usage(nowMs)
  }

  end(): void {
    if (!this.lost) return
    this.#lostAtMs = undefined
    this.#ledger = new Ledger(this.#limits)
  }

  ask(ask: Ask, known: boolean, nowMs: number): Answer {
    const sinceMs = nowMs - (this.#lostAtMs ?? nowMs)
    const silentMs = this.#limits.windowMs + this.#limits.leaseMs
    if (!known || sinceMs > this.#limits.aloneMs) return { granted: false, retryAfterMs: silentMs, reason: 'silence' }
    if (sinceMs < silentMs) return { granted: false, retryAfterMs: silentMs - sinceMs, reason: 'silence' }
    return this.#ledger.ask(ask, nowMs)
  }

  leave(id: string): void {
    this.#ledger.leave(id)
  }

  report(report: LimitReport, nowMs: number): void {
    this.#ledger.report(report, nowMs)
  }
}
