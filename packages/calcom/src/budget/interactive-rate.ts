import type { BudgetLimits } from '../budget.ts'

/** How many windows the rate remembers. */
export const MEMORY_WINDOWS = 10
/** Standard deviations kept above the mean: the learned rate is itself uncertain by a twentieth. */
export const RESERVE_DEVIATIONS = 3.5

/**
 * The rate at which interactive calls arrive, and how many permits of a window to keep for them: the mean of a
 * Poisson arrival and so many deviations that fewer than one in a hundred finds the reserve used up.
 */
export class InteractiveRate {
  readonly #limits: BudgetLimits
  #count: number
  #atMs: number | undefined

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    this.#count = limits.interactiveReserve * MEMORY_WINDOWS
  }

  /** From here on the rate assumed at first fades. */
  begin(nowMs: number): void {
    this.#atMs ??= nowMs
  }

  arrived(nowMs: number): void {
    this.#count = this.#decayed(nowMs) + 1
    this.#atMs = nowMs
  }

  /** Permits of a window to keep. */
  reserve(nowMs: number): number {
    if (this.#limits.interactiveReserve <= 0) return 0
    const perWindow = this.#decayed(nowMs) / MEMORY_WINDOWS
    return Math.ceil(perWindow + RESERVE_DEVIATIONS * Math.sqrt(perWindow))
  }

  #decayed(nowMs: number): number {
    return this.#count * Math.exp((nowMs - (this.#atMs ?? nowMs)) / -(MEMORY_WINDOWS * this.#limits.windowMs))
  }
}
