import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { failedStart, type OwnedProcess } from './owned-process.ts'

const POLL_MS = 25
const TELL_MS = 5_000

export interface ReadyOptions {
  readonly timeoutMs: number
  /** What is waited for, as a person says it: `answers on 127.0.0.1:9092`. */
  readonly what: string
  readonly probe: () => Promise<boolean>
  readonly log: Log
}

/** Waits until `probe` says yes. When the process ends first, or time is up, it is stopped and the end of its log thrown. */
export async function ready(process: OwnedProcess, { timeoutMs, what, probe, log }: ReadyOptions): Promise<void> {
  const begun = performance.now()
  let toldMs = TELL_MS
  while (!(await probe().catch(() => false))) {
    const waitedMs = performance.now() - begun
    if (process.ending !== undefined) throw failedStart(process, process.ending)
    if (waitedMs > timeoutMs) {
      await process.stop()
      throw failedStart(process, `${what}: not after ${timeoutMs / 1_000} s`)
    }
    if (waitedMs > toldMs) {
      log(`${process.name}: still waiting: ${what} (log: ${process.logFile})`)
      toldMs += TELL_MS
    }
    await sleep(POLL_MS)
  }
}
