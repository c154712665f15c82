import { once } from 'node:events'

type Close = () => Promise<unknown> | unknown

/** What a service needs from its process: a place to register clean-up, and a way to die. */
export interface Scope {
  /** Clean-up runs in reverse order of registration, like nested `using` blocks. */
  defer(what: string, close: Close): void
  /** For failures outside any request, such as a consumer that stopped for good. */
  fail(error: unknown): void
}

export interface RunOptions {
  /** Give up on graceful shutdown after this long. Keep it below the pod's terminationGracePeriodSeconds. */
  shutdownMs?: number
  log?: (message: string, fields?: object) => void
}

const toStdout = (message: string, fields?: object): void => console.log(JSON.stringify({ message, ...fields }))

/**
 * Starts a service and stops it on SIGTERM, SIGINT or `scope.fail`. The process
 * is left to end by itself, so that telemetry flushes; a stuck one is ended.
 */
export async function run(start: (scope: Scope) => Promise<void>, { shutdownMs = 20_000, log = toStdout }: RunOptions = {}): Promise<void> {
  const closers: { what: string; close: Close }[] = []
  const stop = new AbortController()

  const fail = (error: unknown): void => {
    log('failed', { error: describe(error) })
    process.exitCode = 1
    stop.abort()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

  try {
    await start({ defer: (what, close) => closers.push({ what, close }), fail })
    log('started')
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
  } catch (error) {
    fail(error)
  }

  setTimeout(() => process.exit(process.exitCode || 1), shutdownMs).unref()
  await closeAll(closers, log)
  log('stopped')
}

/** Closes in reverse order; one that fails is told and does not keep the others open. */
export async function closeAll(closers: { what: string; close: Close }[], log: NonNullable<RunOptions['log']>): Promise<void> {
  for (const { what, close } of closers.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      log('close failed', { what, error: describe(error) })
    }
  }
}

/** An error's text with its causes: for our own log only. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause ? `${error}: ${describe(error.cause)}` : String(error)
}
