import type { WarmUpStore } from '../application/warm-up-store.ts'
import type { WarmUp } from '../domain/warm-up.ts'
import { keys, tenantPrefix } from './keys.ts'
import type { Connection } from './script.ts'
import { ADD_SERVED, BEGIN_WARM_UP, FIND_WARM_UP, LEAD_WARM_UP, RELEASE_WARM_UP, SAVE_WARM_UP } from './warm-up-scripts.ts'

export interface WarmUpStoreOptions {
  readonly connection: Connection
  /** A leader that is silent for so long is replaced. */
  readonly leaseMs: number
  /** How long a run is told of. */
  readonly keepMs: number
}

export function redisWarmUpStore({ connection, leaseMs, keepMs }: WarmUpStoreOptions): WarmUpStore {
  return {
    async begin(tenant, run) {
      const { last, runs } = keysOf(tenant)
      return decode(await BEGIN_WARM_UP.run(connection, [last], [runs, run.runId, JSON.stringify(run), keepMs])) ?? run
    },

    async lead(tenant) {
      const token = await LEAD_WARM_UP.run(connection, [keysOf(tenant).lead, keysOf(tenant).counter], [leaseMs])
      return token === '' ? undefined : (token as string)
    },

    async save(tenant, token, run) {
      const { lead, runs } = keysOf(tenant)
      const { runId } = run
      return (await SAVE_WARM_UP.run(connection, [lead, `${runs}${runId}`], [token, leaseMs, JSON.stringify(run), keepMs])) === 1
    },

    async release(tenant, token) {
      await RELEASE_WARM_UP.run(connection, [keysOf(tenant).lead], [token])
    },

    async find(tenant, runId) {
      const { last, runs, served } = keysOf(tenant)
      const [text, lookUpsServed] = (await FIND_WARM_UP.run(connection, [last], [runs, runId, served])) as [string, number]
      const run = decode(text)
      return run && { ...run, lookUpsServed }
    },

    async addServed(tenant, lookUps) {
      await ADD_SERVED.run(connection, [keysOf(tenant).last], [keysOf(tenant).served, lookUps, keepMs])
    },
  }
}

// Names of runs are put together by the scripts, as those of claims are.
const keysOf = (tenant: string) => ({
  last: `${tenantPrefix(tenant)}warm-up-last`,
  lead: `${tenantPrefix(tenant)}warm-up-lead`,
  runs: `${tenantPrefix(tenant)}warm-up:`,
  served: `${tenantPrefix(tenant)}warm-up-served:`,
  counter: keys.counter(tenant),
})

/** Undefined for what is not a run: then there is none. */
function decode(text: unknown): WarmUp | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  try {
    const run: unknown = JSON.parse(text)
    return typeof run === 'object' && run !== null && 'runId' in run && 'state' in run ? (run as WarmUp) : undefined
  } catch {
    return undefined
  }
}
