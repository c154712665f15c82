/** What a step adds to the count. */
export interface Result {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NOTHING: Result = { passed: 0, failed: 0, skipped: 0 }

const sum = (results: readonly Result[]): Result =>
  results.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), NOTHING)

/** The plain line that ends a run, and its exit code. A run in which nothing was done has not passed. */
export function conclude(results: readonly Result[]): never {
  const { passed, failed, skipped } = sum(results)
  const nothing = passed + failed === 0
  console.log(`\n${passed} passed, ${nothing ? 1 : failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exit(nothing || failed > 0 ? 1 : 0)
}
