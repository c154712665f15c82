import type { Clock } from './clock.ts'

export interface Backoff {
  /** The first pause; each next one doubles. */
  readonly initialMs: number
  readonly maxMs: number
}

/** The pause before try `attempt` (1 = first retry), with full jitter so that many do not come back at once. */
export function backoffMs({ initialMs, maxMs }: Backoff, attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(maxMs, initialMs * 2 ** Math.min(attempt - 1, 30)))
}

export interface RetryOptions extends Backoff {
  readonly clock: Clock
  readonly random: () => number
  /** Ends the tries; the last failure is thrown. */
  readonly signal: AbortSignal
  readonly retryable?: (error: unknown) => boolean
  readonly onRetry?: (error: unknown, attempt: number) => void
}

/** Repeats `work` until it succeeds, fails for good, or the signal aborts. The signal is the bound. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (options.signal.aborted || options.retryable?.(error) === false) throw error
      options.onRetry?.(error, attempt)
      try {
        await options.clock.sleep(backoffMs(options, attempt, options.random), options.signal)
      } catch {
        throw error
      }
    }
  }
}
