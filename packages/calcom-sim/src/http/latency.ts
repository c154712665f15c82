import type { Random } from '../random.ts'

/** Half of the answers are faster than `p50Ms`, one in twenty slower than `p95Ms`, none than `maxMs`. */
export interface Spread {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
}

export type Kind = 'slots' | 'write' | 'read'
export type LatencyOption = 'none' | 'realistic' | Partial<Record<Kind, Spread>>

// From users' reports; Cal.com publishes none.
const REALISTIC: Record<Kind, Spread> = {
  slots: { p50Ms: 600, p95Ms: 3000, maxMs: 47_000 },
  write: { p50Ms: 1500, p95Ms: 5000, maxMs: 30_000 },
  read: { p50Ms: 200, p95Ms: 1000, maxMs: 20_000 },
}
const Z95 = 1.645

/** Lognormal waiting times by kind of request. */
export class Latency {
  option: LatencyOption
  readonly #random: Random

  constructor(option: LatencyOption, random: Random) {
    this.option = option
    this.#random = random
  }

  sampleMs(kind: Kind): number {
    const spread = this.option === 'none' ? undefined : this.option === 'realistic' ? REALISTIC[kind] : this.option[kind]
    if (!spread) return 0
    const sigma = Math.log(spread.p95Ms / spread.p50Ms) / Z95
    return Math.min(spread.maxMs, spread.p50Ms * Math.exp(sigma * this.#random.normal()))
  }
}
