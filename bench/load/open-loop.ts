import { setTimeout as sleep } from 'node:timers/promises'
import type { Loaded } from './closed-loop.ts'

export interface OpenLoop {
  readonly perSecond: number
  readonly forMs: number
  /** Failures are counted instead of thrown; such a call took for ever. */
  readonly mayFail?: boolean
}

/**
 * At a fixed rate, however slow the answers are. Latency counts from the moment at which a call was due: one that could not
 * be sent in time because others were slow counts as slow itself. Throws when one fails, unless told otherwise.
 */
export async function openLoop({ perSecond, forMs, mayFail = false }: OpenLoop, call: (n: number) => Promise<unknown>): Promise<Loaded> {
  const count = Math.max(1, Math.round((perSecond * forMs) / 1_000))
  const latenciesMs: number[] = []
  const running: Promise<void>[] = []
  let errors = 0
  const failed = (error: unknown): void => {
    if (!mayFail) throw error
    errors++
    latenciesMs.push(Number.POSITIVE_INFINITY)
  }
  const begun = performance.now()
  for (let n = 0; n < count; n++) {
    const dueAt = begun + (n * 1_000) / perSecond
    const earlyMs = dueAt - performance.now()
    if (earlyMs > 0.5) await sleep(earlyMs)
    const one = call(n).then(() => void latenciesMs.push(performance.now() - dueAt), failed)
    one.catch(() => {}) // told below
    running.push(one)
  }
  await Promise.all(running)
  return { perSecond: (count * 1_000) / (performance.now() - begun), latenciesMs, errors }
}
