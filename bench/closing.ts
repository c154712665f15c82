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
  const told = (message: string, fields?: object): void => log(`${message} ${JSON.stringify(fields ?? {})}`)
  let closed = false
  return {
    scope: {
      defer: (what, close) => {
        closers.push({ what, close })
        // Made by a start that was told to stop meanwhile.
        if (closed) void closeAll(closers, told)
      },
      fail: (error) => log(`failed: ${String(error)}`),
    },
    close: () => {
      closed = true
      return closeAll(closers, told)
    },
  }
}
