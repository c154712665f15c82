import { seededRandom } from '@calbridge/testkit'
import { shortestFailing } from './shortest.ts'
import { Trace } from './trace.ts'

export interface Schedule<Operation> {
  readonly seed: number
  readonly operations: readonly Operation[]
  readonly trace: Trace
}

export interface Exploration<Operation> {
  readonly schedules: number
  /** The first schedule's seed; the next ones count up. */
  readonly firstSeed: number
  /** Draws what will be done. */
  readonly draw: (random: () => number) => readonly Operation[]
  /** Does it, and throws when a guarantee broke. */
  readonly run: (schedule: Schedule<Operation>) => Promise<void>
}

export interface Failure<Operation> extends Schedule<Operation> {
  readonly error: unknown
}

/** The first schedule that fails, as it was drawn. */
export async function findFailure<Operation>(exploration: Exploration<Operation>): Promise<Failure<Operation> | undefined> {
  const { schedules, firstSeed, draw, run } = exploration
  for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
    const failure = await failureOf(run, seed, draw(seededRandom(seed)))
    if (failure) return failure
  }
  return undefined
}

/**
 * Runs all schedules. A failure is shrunk to as few operations as still fail in the same way, and thrown with its seed, the
 * operations and the trace. `SIM_SEED=<seed>` in the environment runs that schedule alone.
 */
export async function explore<Operation>(exploration: Exploration<Operation>): Promise<void> {
  const asked = process.env.SIM_SEED
  const chosen = asked === undefined ? {} : { schedules: 1, firstSeed: Number(asked) }
  const failure = await findFailure({ ...exploration, ...chosen })
  if (failure) throw new Error(report(failure, await shrunk(exploration.run, failure)), { cause: failure.error })
}

async function shrunk<Operation>(run: Exploration<Operation>['run'], failure: Failure<Operation>): Promise<Failure<Operation>> {
  let shortest = failure
  await shortestFailing(failure.operations, async (operations) => {
    const shorter = await failureOf(run, failure.seed, operations)
    const same = shorter !== undefined && kindOf(shorter.error) === kindOf(failure.error)
    if (same) shortest = shorter
    return same
  })
  return shortest
}

async function failureOf<Operation>(
  run: Exploration<Operation>['run'],
  seed: number,
  operations: readonly Operation[],
): Promise<Failure<Operation> | undefined> {
  const schedule = { seed, operations, trace: new Trace() }
  try {
    await run(schedule)
    return undefined
  } catch (error) {
    return { ...schedule, error }
  }
}

/** Two failures are of one kind when they begin with the same words: details follow a colon. */
const kindOf = (error: unknown): string => String(error instanceof Error ? error.message : error).split(':', 1)[0]!

const report = <Operation>({ seed, operations }: Failure<Operation>, shortest: Failure<Operation>): string =>
  [
    `${shortest.error instanceof Error ? shortest.error.message : shortest.error}`,
    `again with SIM_SEED=${seed}; ${shortest.operations.length} of ${operations.length} operations are enough:`,
    ...shortest.operations.map((operation) => `  ${JSON.stringify(operation)}`),
    `${shortest.trace}`,
  ].join('\n')
