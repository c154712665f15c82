import type { BreakerLimits, BreakerOutcome, BreakerPass, BreakerState, BreakerStatus } from '../breaker.ts'

/** One kind's breaker. Pure: `nowMs` comes from the caller. The Lua script of the Redis breaker does the same. */
export class Circuit {
  readonly #limits: BreakerLimits
  #state: BreakerState = 'closed'
  #failedMs: number[] = []
  #successes = 0
  #openedAtMs = 0
  #probeAtMs: number | undefined

  constructor(limits: BreakerLimits) {
    this.#limits = limits
  }

  enter(nowMs: number): BreakerPass {
    const retryAfterMs = this.#waitMs(nowMs)
    if (retryAfterMs > 0) return { allowed: false, retryAfterMs }
    if (this.#state === 'closed') return { allowed: true, probe: false }
    this.#state = 'half_open'
    this.#probeAtMs = nowMs
    return { allowed: true, probe: true }
  }

  record(outcome: BreakerOutcome, { probe }: { readonly probe: boolean }, nowMs: number): void {
    if (probe && this.#state === 'half_open') {
      this.#probeAtMs = undefined
      if (outcome === 'failure') this.#open(nowMs)
      else if (outcome === 'success' && ++this.#successes >= this.#limits.successesToClose) this.reset()
      return
    }
    // An answer from before it opened says nothing about now.
    if (this.#state !== 'closed' || outcome !== 'failure') return
    this.#failedMs = [...this.#recent(nowMs), nowMs]
    if (this.#failedMs.length >= this.#limits.failuresToOpen) this.#open(nowMs)
  }

  status(nowMs: number): BreakerStatus {
    const retryAfterMs = Math.ceil(this.#waitMs(nowMs))
    return { state: this.#state, failures: this.#recent(nowMs).length, successes: this.#successes, retryAfterMs }
  }

  reset(): void {
    this.#state = 'closed'
    this.#failedMs = []
    this.#successes = 0
    this.#probeAtMs = undefined
  }

  #recent(nowMs: number): readonly number[] {
    return this.#failedMs.filter((ms) => ms > nowMs - this.#limits.failuresWithinMs)
  }

  #waitMs(nowMs: number): number {
    const { openMs, probeMs } = this.#limits
    if (this.#state === 'open') return Math.max(0, this.#openedAtMs + openMs - nowMs)
    if (this.#state === 'half_open' && this.#probeAtMs !== undefined) return Math.max(0, this.#probeAtMs + probeMs - nowMs)
    return 0
  }

  #open(nowMs: number): void {
    this.#state = 'open'
    this.#openedAtMs = nowMs
    this.#successes = 0
    this.#probeAtMs = undefined
  }
}
