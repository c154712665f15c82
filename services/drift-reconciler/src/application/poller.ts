import { AppError, type Clock, describe, type Log, type Scope } from '@calbridge/core'
import type { Polled } from './poll.ts'

export interface Pollable {
  readonly tenant: string
  readonly credential: string
  /** True for one of all replicas, for `mostMs` at the most. */
  readonly takeTurn: (mostMs: number) => Promise<boolean>
  readonly endTurn: (inMs: number) => Promise<void>
  readonly poll: (signal: AbortSignal) => Promise<Polled>
}

export interface PollerOptions {
  /** Everything that there is to poll, now. */
  readonly all: () => readonly Pollable[]
  readonly clock: Clock
  readonly log: Log
  /** From the beginning of one poll of a credential to that of the next. */
  readonly intervalMs: number
  readonly tickMs: number
  readonly concurrency: number
  readonly timeoutMs: number
  readonly onPolled: (polled: Polled) => void
  readonly onFailed: (reason: string) => void
}

/** Polls whatever has its turn, until the scope closes. A failure is told and waits for the next turn. */
export function startPoller(options: PollerOptions, scope: Pick<Scope, 'defer'>): void {
  const { clock, tickMs } = options
  const stop = new AbortController()
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await round(options, stop.signal)
      await clock.sleep(tickMs, stop.signal).catch(() => {})
    }
  }
  const running = run()
  scope.defer('poller', () => {
    stop.abort()
    return running
  })
}

async function round(options: PollerOptions, signal: AbortSignal): Promise<void> {
  const waiting = [...options.all()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) await turn(options, next, signal)
  }
  await Promise.all(Array.from({ length: options.concurrency }, worker))
}

// Longer than a poll may take, so that no second one begins while the first still publishes.
const LEASE_MARGIN_MS = 5_000

async function turn(options: PollerOptions, one: Pollable, stop: AbortSignal): Promise<void> {
  const { clock, log, intervalMs, timeoutMs, onPolled, onFailed } = options
  const { tenant, credential } = one
  const done = new AbortController()
  const signal = AbortSignal.any([stop, done.signal])
  const late = clock.sleep(timeoutMs, signal).then(
    () => done.abort(new AppError('deadline_exceeded', 'the poll took too long')),
    () => {},
  )
  try {
    if (!(await one.takeTurn(timeoutMs + LEASE_MARGIN_MS))) return
    const begunAt = clock.monotonic()
    const polled = await one.poll(signal).finally(() => one.endTurn(intervalMs - (clock.monotonic() - begunAt)))
    onPolled(polled)
    if (polled.lost > 0) log.warn({ tenant, credential, ...polled }, 'webhooks were lost')
  } catch (error) {
    if (stop.aborted) return
    const { code, reason } = AppError.from(error)
    onFailed(reason ?? code)
    log.warn({ tenant, credential, error: describe(error) }, 'poll failed')
  } finally {
    done.abort()
    await late
  }
}
