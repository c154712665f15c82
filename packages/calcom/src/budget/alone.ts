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
    this.#limits = { ...limits, burstCap: Math.max(1, Math.floor(limits.burstCap / limits.processes)), interactiveReserve: 0 }
    this.#ledger = this.#share(limits.windowCap)
  }

  get lost(): boolean {
    return this.#lostAtMs !== undefined
  }

  /** `limit`: the key's, as far as Cal.com told it. */
  lose(nowMs: number, limit: number | undefined): void {
    if (this.lost) return
    this.#lostAtMs = nowMs
    this.#ledger = this.#share(limit)
  }

  /** Calls that were sent alone and still count: the shared ledger must learn of them. */
  used(nowMs: number): number {
    return this.lost ? this.#ledger.granted(nowMs) : 0
  }

  usage(known: boolean, nowMs: number): BudgetUsage {
    const usage = this.#ledger.usage(nowMs)
    const silentMs = this.#silentMs(known, nowMs)
    return silentMs > 0 ? { ...usage, blockedMs: silentMs, stoppedBy: 'silence' } : usage
  }

  end(): void {
    this.#lostAtMs = undefined
  }

  ask(ask: Ask, known: boolean, nowMs: number): Answer {
    const silentMs = this.#silentMs(known, nowMs)
    return silentMs > 0 ? { granted: false, retryAfterMs: silentMs, reason: 'silence' } : this.#ledger.ask(ask, nowMs)
  }

  #silentMs(known: boolean, nowMs: number): number {
    const sinceMs = nowMs - (this.#lostAtMs ?? nowMs)
    const silenceMs = this.#limits.windowMs + this.#limits.leaseMs
    return !known || sinceMs > this.#limits.aloneMs ? silenceMs : Math.max(0, silenceMs - sinceMs)
  }

  leave(id: string): void {
    this.#ledger.leave(id)
  }

  report(report: LimitReport, nowMs: number): void {
    const { limit } = report
    this.#ledger.report(limit === undefined ? report : { ...report, limit: Math.floor(limit / this.#limits.processes) }, nowMs)
  }

  #share(limit = this.#limits.windowCap): Ledger {
    return new Ledger({ ...this.#limits, windowCap: Math.floor(Math.min(this.#limits.windowCap, limit) / this.#limits.processes) })
  }
}
