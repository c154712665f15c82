import { closeAll, type Scope } from '@calbridge/core'
import { afterAll, onTestFinished } from 'vitest'

export interface TestScope extends Scope {
  /** What `fail` was told, in order. */
  readonly failures: readonly unknown[]
}

/** A service's scope that ends with the test; what cannot be closed fails the test. For use inside a test. */
export function testScope(): TestScope {
  const { scope, close } = collectingScope()
  onTestFinished(close)
  return scope
}

/** The same for a whole file or `describe`: call it where `beforeAll` would stand. */
export function fileScope(): TestScope {
  const { scope, close } = collectingScope()
  afterAll(close)
  return scope
}

function collectingScope(): { scope: TestScope; close: () => Promise<void> } {
  const closers: Parameters<typeof closeAll>[0] = []
  const failures: unknown[] = []
  const scope: TestScope = {
    failures,
    defer: (what, close) => void closers.push({ what, close }),
    fail: (error) => void failures.push(error),
  }
  const close = async () => {
    const problems: string[] = []
    await closeAll(closers, (message, fields) => void problems.push(`${message} ${JSON.stringify(fields)}`))
    if (problems.length > 0) throw new Error(problems.join('; '))
  }
  return { scope, close }
}
