import type { Redis } from 'ioredis'
import { BUDGET_SCRIPT } from '../script.ts'
import { WALL_CLOCK } from '../script-memory.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface Machine {
  /** What the machine's clock has been set off by. */
  steppedMs: number
}

export interface Line {
  /** Nothing comes through, and answers under way are lost. */
  cut: boolean
  /** On the way there, and on the way back. */
  readonly delaysMs: () => readonly [number, number]
}

const EPOCH_MS = 1_700_000_000_000

/** Puts another text into the script, as a test that breaks it on purpose does. */
export type Break = (script: string) => string

/** The very script of the budget in a real Redis, but for one function: its wall clock is the test's. Gives its name there. */
export function loadOnVirtualClock(redis: Redis, broken: Break = (script) => script): Promise<string> {
  const script = BUDGET_SCRIPT.replace(WALL_CLOCK, 'local function wallMs() return tonumber(ARGV[2]) end\n')
  if (script === BUDGET_SCRIPT) throw new Error('the script reads its clock elsewhere')
  return redis.script('LOAD', broken(script)) as Promise<string>
}

/** One process's connection: as much of Redis as the budget uses. */
export function virtualConnection(redis: Redis, sha: string, clock: VirtualClock, machine: Machine, line: Line): Redis {
  const lost = (): Error => new Error('connection lost')
  const evalsha = async (_name: string, keys: number, ...rest: string[]): Promise<unknown> => {
    if (line.cut) throw lost()
    const [thereMs, backMs] = line.delaysMs()
    if (thereMs > 0) await clock.sleep(thereMs)
    if (line.cut) throw lost()
    const reply = await clock.during(redis.evalsha(sha, keys, ...rest, EPOCH_MS + Math.floor(clock.now()) + machine.steppedMs))
    if (backMs > 0) await clock.sleep(backMs)
    if (line.cut) throw lost()
    return reply
  }
  return { evalsha } as unknown as Redis
}
