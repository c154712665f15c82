import type { Log } from '@calbridge/devstack'
import { figure } from './row.ts'

/** Says before each round which one it is, and how long the rest should take. */
export type Progress = (round: number, rounds: number) => void

/** Not oftener: short rounds would only fill the screen. */
const SAID_EVERY_MS = 5_000

export function progress(log: Log, what: string, now: () => number = () => performance.now()): Progress {
  const begunMs = now()
  let saidMs = Number.NEGATIVE_INFINITY
  return (round, rounds) => {
    const nowMs = now()
    if (nowMs - saidMs < SAID_EVERY_MS) return
    saidMs = nowMs
    const left = round === 0 ? '' : `, about ${figure(Math.ceil((((nowMs - begunMs) / round) * (rounds - round)) / 1_000))} s left`
    log(`${what}: round ${round + 1} of ${rounds}${left}`)
  }
}

/** For one long measurement: every ten seconds how much of it is left, until the signal. */
export function countdown(log: Log, what: string, forMs: number, ended: AbortSignal): void {
  const begunMs = performance.now()
  const timer = setInterval(() => {
    const leftMs = forMs - (performance.now() - begunMs)
    if (leftMs > 0) log(`${what}: ${figure(Math.ceil(leftMs / 1_000))} s left`)
  }, 10_000)
  ended.addEventListener('abort', () => clearInterval(timer))
}
