import type { Claim } from '@calbridge/contracts'
import type { Clock } from '@calbridge/core'
import { HORIZON_MS, REACH_MS } from '../domain/horizon.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import type { Arrivals } from './arrivals.ts'
import type { ClaimStore } from './claim-store.ts'

/** Live claims of a tenant that touch the range, from booking. */
export type ListClaims = (tenant: string, fromMs: number, toMs: number) => Promise<readonly Claim[]>

export interface RebuildOptions {
  readonly store: ClaimStore
  readonly listClaims: ListClaims
  /** Told `tenant` when another process is done. */
  readonly rebuilt: Arrivals<void>
  readonly clock: Clock
  /** After a failure nobody tries again for so long. */
  readonly pauseMs: number
  readonly onRebuild: (result: 'done' | 'void' | 'failed') => void
}

/** Claims of one step: a script must not hold Redis up. */
const CHUNK = 200

/** Makes a tenant's claims whole again after Redis lost them: once over all processes, and once here. True when they are. */
export function rebuildClaims({
  store,
  listClaims,
  rebuilt,
  clock,
  pauseMs,
  onRebuild,
}: RebuildOptions): (tenant: string) => Promise<boolean> {
  const running = new Map<string, Promise<boolean>>()
  const pausedUntilMs = new Map<string, number>()

  const rebuild = async (tenant: string): Promise<boolean> => {
    const otherDone = rebuilt.expect(tenant)
    try {
      const begun = await store.beginRebuild(tenant)
      if (begun.token === undefined) return await within(clock, begun.otherMs, otherDone.arrived)
      const done = await run(tenant, begun.token)
      onRebuild(done ? 'done' : 'void')
      return done
    } finally {
      otherDone.cancel()
    }
  }

  const run = async (tenant: string, token: string): Promise<boolean> => {
    try {
      const claims = await listClaims(tenant, clock.now() - DAY_MS, clock.now() + HORIZON_MS + REACH_MS)
      for (const chunk of chunksByAppointment(claims)) if (!(await store.addRebuilt(tenant, token, chunk))) return false
      return await store.finishRebuild(tenant, token)
    } catch (error) {
      await store.abandonRebuild(tenant, token).catch(() => {}) // its time runs out by itself
      throw error
    }
  }

  return (tenant) => {
    const known = running.get(tenant)
    if (known) return known
    if ((pausedUntilMs.get(tenant) ?? 0) > clock.monotonic()) return Promise.resolve(false)
    const work = rebuild(tenant)
      .catch(() => {
        onRebuild('failed')
        pausedUntilMs.set(tenant, clock.monotonic() + pauseMs)
        return false
      })
      .finally(() => running.delete(tenant))
    running.set(tenant, work)
    return work
  }
}

async function within(clock: Clock, ms: number, arrived: Promise<void>): Promise<boolean> {
  const done = new AbortController()
  const late = clock.sleep(ms, done.signal).then(
    () => false,
    () => false,
  )
  const result = await Promise.race([arrived.then(() => true), late])
  done.abort()
  return result
}

/** An appointment's claims stay together: they replace what is known of it. */
function* chunksByAppointment(claims: readonly Claim[]): Generator<Claim[]> {
  const byUid = Map.groupBy(claims, (claim) => claim.appointmentUid)
  let chunk: Claim[] = []
  for (const ofOne of byUid.values()) {
    chunk.push(...ofOne)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
