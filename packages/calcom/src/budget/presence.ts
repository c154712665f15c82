import type { Clock } from '@calbridge/core'
import type { BudgetLimits } from '../budget.ts'

/** A process that has not called for so many leases takes its leave. */
const IDLE_LEASES = 5

/**
 * Keeps a process known to the shared ledger while it uses the credential: a heartbeat twice a lease, and a farewell
 * when it is idle, so that it holds no share and costs nothing. While the ledger cannot be reached it stays known.
 */
export class Presence {
  readonly #limits: BudgetLimits
  readonly #clock: Clock
  readonly #beat: () => Promise<unknown>
  readonly #signOff: () => Promise<unknown>
  #timer: NodeJS.Timeout | undefined
  #usedAtMs = 0
  #known = false

  /** `beat` and `signOff` give nothing when the ledger was not reached. */
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
    if (this.#known) await this.#signOff()
    this.#known = false
  }

  async #tick(): Promise<void> {
    const usedAtMs = this.#usedAtMs
    if (this.#clock.monotonic() - usedAtMs <= IDLE_LEASES * this.#limits.leaseMs) return void (await this.#beat())
    if (!(await this.#signOff()) || this.#usedAtMs !== usedAtMs) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#known = false
  }
}
