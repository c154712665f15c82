import { closeAll, type Scope } from '@calbridge/core'
import type { Log } from '@calbridge/devstack'

export interface Closing {
  readonly scope: Scope
  /** Ends everything in reverse order; safe to repeat. */
  close(): Promise<void>
}

/** A scope that ends before the process does: each bench has its own. */
export function closing(log: Log): Closing {
  const closers: Parameters<typeof closeAll>[0] = []
  return {
    scope: {
      defer: (what, close) => void closers.push({ what, close }),
      fail: (error) => log(`failed: ${String(error)}`),
    },
    close: () => closeAll(closers, (message, fields) => log(`${message} ${JSON.stringify(fields ?? {})}`)),
  }
}
