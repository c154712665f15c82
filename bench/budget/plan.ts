import type { BudgetLimits } from '@calbridge/calcom'

export const LIMITERS = ['calbridge', 'rate-limiter-flexible', 'bottleneck', 'p-throttle'] as const
export type Limiter = (typeof LIMITERS)[number]

/** What one of the processes is to do. */
export interface Plan {
  readonly limiter: Limiter
  readonly redisUrl: string
  readonly calcomUrl: string
  readonly apiKey: string
  /** Cal.com's own, for those who know no better. */
  readonly windowMs: number
  readonly limits: BudgetLimits
  readonly processes: number
  /** This process's clock is wrong by so much. */
  readonly skewMs: number
  readonly jitterMs: number
  readonly seed: number
  readonly forMs: number
  /** Callers of a background class, each of whom calls again when answered. */
  readonly background: number
  /** Calls that come at random on top of them, in a window of the budget; 0 for none. */
  readonly interactivePerWindow: number
}

/** What it did; times on the clock of `machineMs`. */
export interface Done {
  readonly sentMs: readonly number[]
  /** How long each interactive call waited to be sent. */
  readonly interactiveWaitsMs: readonly number[]
  readonly refused: number
}

/**
 * Cal.com's window and what follows from it, `scale` times shorter. A permit is good for as long as ever, and so the windows keep their
 * margin for it; nor is the lease shorter, or a busy machine would be taken for a lost Redis.
 */
export interface Scale {
  readonly windowMs: number
  readonly jitterMs: number
  readonly limits: BudgetLimits
}

export function scaled(limits: BudgetLimits, scale: number): Scale {
  const shorter = (ms: number) => Math.round(ms / scale)
  return {
    windowMs: shorter(60_000),
    jitterMs: shorter(500),
    limits: {
      ...limits,
      windowMs: shorter(limits.windowMs - limits.permitMs) + limits.permitMs,
      burstMs: shorter(limits.burstMs - limits.permitMs) + limits.permitMs,
      blockMs: shorter(limits.blockMs),
    },
  }
}
