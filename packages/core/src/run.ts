import { once } from 'node:events'

type Close = () => Promise<unknown> | unknown

interface Closer {
  readonly what: string
  readonly close: Close
}

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
  const closers: Closer[] = []
  const stop = new AbortController()
  let closing = false

  const fail = (error: unknown): void => {
    log('failed', { error: describe(error) })
    process.exitCode = 1
    stop.abort()
  }
  // Once: a second Ctrl-C ends the process where it stands.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

  const defer = (what: string, close: Close): void => {
    closers.push({ what, close })
    // Made by a start that was told to stop meanwhile.
    if (closing) void closeAll(closers, log)
  }
  const starting = start({ defer, fail }).then(
    () => stop.signal.aborted || log('started'),
    // Told to stop meanwhile, it fails because its parts are taken away.
    (error: unknown) => stop.signal.aborted || fail(error),
  )
  const stopped = stop.signal.aborted ? Promise.resolve() : once(stop.signal, 'abort')
  await Promise.race([starting, stopped])
  await stopped

  setTimeout(() => process.exit(process.exitCode || 1), shutdownMs).unref()
  closing = true
  await closeAll(closers, log)
  await starting
  log('stopped')
}

/** Closes in reverse order; one that fails is told and does not keep the others open. */
export async function closeAll(closers: Closer[], log: NonNullable<RunOptions['log']>): Promise<void> {
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
