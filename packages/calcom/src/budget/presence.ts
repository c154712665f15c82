import type { Clock } from '@calbridge/core'
import type { BudgetLimits } from '../budget.ts'

/**
 * Keeps a process known to the shared ledger while it uses the credential: a heartbeat twice a lease, and a farewell
 * after a window without a call, so that an idle process holds no share and costs nothing.
 */
export class Presence {
  readonly #limits: BudgetLimits
  readonly #clock: Clock
  readonly #beat: () => Promise<unknown>
  readonly #signOff: () => Promise<unknown>
  #timer: NodeJS.Timeout | undefined
  #usedAtMs = 0
  #known = false

  constructor(limits: BudgetLimits, clock: Clock, beat: () => Promise<unknown>, signOff: () => Promise<unknown>) {
    this.#limits = limits
    this.#clock = clock
    this.#beat = beat
    this.#signOff = signOff
  }

  /** Has the ledger a share for this process, should it lose it? */
  get known(): boolean {
    return this.#known
  }

  /** The ledger answered: it knows this process. */
  seen(): void {
    this.#known = true
  }

  /** A call is about to be made. */
  use(): void {
    this.#usedAtMs = this.#clock.monotonic()
    this.#timer ??= setInterval(() => void this.#tick(), this.#limits.leaseMs / 2).unref()
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    if (!this.#known) return
    this.#known = false
    await this.#signOff()
  }

  async #tick(): Promise<void> {
    if (this.#clock.monotonic() - this.#usedAtMs > this.#limits.windowMs) await this.end()
    else await this.#beat()
  }
}
