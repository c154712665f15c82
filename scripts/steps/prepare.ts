import { prefetch, toConsole } from '@calbridge/devstack'
import { NOTHING, type Result } from './result.ts'

/** Installs what the tests' servers need, before a test's clock runs. What cannot be had is one failure; the tests say the rest. */
export async function prepare(): Promise<Result> {
  try {
    await prefetch(toConsole)
    return NOTHING
  } catch (error) {
    const { message, cause } = error as Error
    console.error(`servers for the tests: ${message}${cause ? `\n${cause}` : ''}`)
    return { ...NOTHING, failed: 1 }
  }
}
