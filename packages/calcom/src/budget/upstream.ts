import type { BudgetLimits, LimitReport } from '../budget.ts'
import type { GrantLog } from './grant-log.ts'

/** Cal.com tells its reset in whole seconds, rounded up. */
const RESET_GRAIN_MS = 1_000

/** How long a block is kept: a hundredth longer than told, for clocks and the way. */
export const blockMsOf = (limits: BudgetLimits, resetMs: number | undefined): number =>
  Math.ceil((resetMs ?? limits.blockMs) + limits.windowMs / 100)

/** What Cal.com told about the key: its limit, calls that are not ours, and whether it is blocked. */
export class Upstream {
  readonly #limits: BudgetLimits
  #limit = Number.POSITIVE_INFINITY
  #foreign = { count: 0, untilMs: 0 }
  #blockedUntilMs = 0
  #probing: { readonly sentAtMs: number | undefined } | undefined

  constructor(limits: BudgetLimits) {
    this.#limits = limits
  }

  /** A limit above ours is not used: only configuration raises it. */
  get cap(): number {
    return Math.min(this.#limits.windowCap, this.#limit)
  }

  blockedMs(nowMs: number): number {
    return Math.max(0, this.#blockedUntilMs - nowMs)
  }

  /** Calls of other users of the key, as long as they count there. */
  foreign(nowMs: number): number {
    return nowMs < this.#foreign.untilMs ? this.#foreign.count : 0
  }

  foreignMs(nowMs: number): number {
    return Math.max(0, this.#foreign.untilMs - nowMs)
  }

  /** After a block one call tries, the others wait for what it hears: how long, or 0 where none tries. */
  probeMs(nowMs: number): number {
    const sentAtMs = this.#probing?.sentAtMs
    return sentAtMs === undefined ? 0 : Math.max(0, sentAtMs + this.#limits.blockMs / 2 - nowMs)
  }

  /** The first permit after a block is the probe. */
  granted(nowMs: number): void {
    if (this.#probing) this.#probing = { sentAtMs: nowMs }
  }

  report({ limited, limit, remaining, resetMs }: LimitReport, log: GrantLog, nowMs: number): void {
    if (limited) {
      this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + blockMsOf(this.#limits, resetMs))
      this.#probing = { sentAtMs: undefined }
      return
    }
    if (this.#probing?.sentAtMs !== undefined && nowMs >= this.#blockedUntilMs) this.#probing = undefined
    if (limit !== undefined) this.#limit = Math.max(1, limit)
    if (remaining === undefined || resetMs === undefined) return
    // Their window is fixed and ours slides: compare with what we sent since theirs began.
    const ours = log.since(nowMs - (this.#limits.windowMs - resetMs) - RESET_GRAIN_MS).length
    const others = this.cap - ours - remaining
    if (others > this.foreign(nowMs)) this.#foreign = { count: others, untilMs: nowMs + resetMs }
  }
}
