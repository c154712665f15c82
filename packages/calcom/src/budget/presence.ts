import type { Clock } from '@calbridge/core'
import type { BudgetLimits } from '../budget.ts'

/**
 * Keeps a process known to the shared ledger while it uses the credential: a heartbeat twice a lease, and a farewell
 * when it has been idle for a window, so that it holds no share and costs nothing, and the ledger has seen its last calls
 * leave the window. While the ledger cannot be reached it stays known.
 */
export class Presence {
  readonly #limits: BudgetLimits
  readonly #clock: Clock
  readonly #beat: () => Promise<unknown>
  readonly #signOff: () => Promise<unknown>
  #beating: AbortController | undefined
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
    if (this.#beating) return
    this.#beating = new AbortController()
    void this.#beatUntil(this.#beating.signal)
  }

  async end(): Promise<void> {
    this.#beating?.abort()
    this.#beating = undefined
    if (this.#known) await this.#signOff()
    this.#known = false
  }

  async #beatUntil(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#clock.sleep(this.#limits.leaseMs / 2, ended).catch(() => {})
      if (ended.aborted) return
      const usedAtMs = this.#usedAtMs
      const idle = this.#clock.monotonic() - usedAtMs > this.#limits.windowMs + this.#limits.leaseMs
      if (!idle) await this.#beat()
      else if ((await this.#signOff()) && this.#usedAtMs === usedAtMs && !ended.aborted) {
        this.#beating = undefined
        this.#known = false
        return
      }
    }
  }
}
