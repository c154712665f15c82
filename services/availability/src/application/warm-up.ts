import { AppError, type Clock } from '@calbridge/core'
import { byDemand, type Demand } from '../domain/demand.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import { epochDay } from '../domain/utc-day.ts'
import { isOver, type WarmUp } from '../domain/warm-up.ts'
import { Deadline } from './deadline.ts'
import type { CollectDays } from './look-up.ts'
import type { Collected } from './query.ts'
import type { WarmUpStore } from './warm-up-store.ts'

/** What a tenant booked since then more often than `minBookings`. */
export type ListDemand = (tenant: string, sinceMs: number, minBookings: number) => Promise<readonly Demand[]>

export interface WarmUpDeps {
  readonly store: WarmUpStore
  readonly listDemand: ListDemand
  /** Empty for an event type that is not the tenant's any more. */
  readonly unitsOf: (tenant: string, eventTypeId: string) => readonly SlotUnit[]
  readonly collect: CollectDays
  readonly clock: Clock
  readonly stopped: AbortSignal
  /** For one event type. */
  readonly loadMs: number
  /** Shorter than the lead's lease. */
  readonly waitMs: number
  /** How long a run waits for spare budget, all in all, before it is given up. */
  readonly patienceMs: number
  readonly onRun: (result: string) => void
}

const DEMAND_MS = 30 * 86_400_000

/**
 * What stops every event type and will pass by itself: the run waits for it. Anything else is a matter of the one event type,
 * and costs one try: asked for again and again, one that fails at Cal.com would hold the breaker open for all.
 */
const PASSES: ReadonlySet<string> = new Set(['resource_exhausted', 'rate_limited', 'breaker_open', 'redis'])

/** Goes on with the tenant's run, if there is one that nobody leads. Safe to repeat: what is warm is skipped. Never throws. */
export const goOnWithWarmUp =
  (deps: WarmUpDeps) =>
  async (tenant: string): Promise<void> => {
    try {
      const token = await deps.store.lead(tenant)
      if (token === undefined) return
      try {
        const run = await deps.store.find(tenant, '')
        if (run && !isOver(run)) await finish(deps, tenant, token, run)
      } finally {
        await deps.store.release(tenant, token)
      }
    } catch (error) {
      deps.onRun(AppError.from(error).reason ?? AppError.from(error).code) // another process goes on, or this one, later
    }
  }

async function finish(deps: WarmUpDeps, tenant: string, token: string, begun: WarmUp): Promise<void> {
  const save = async (next: WarmUp): Promise<boolean> => deps.store.save(tenant, token, { ...next, updatedAtMs: deps.clock.now() })
  const ended = async (run: WarmUp): Promise<void> => {
    if (await save(run)) deps.onRun(run.state === 'done' ? 'done' : run.reason)
  }
  let run = begun
  let waitedMs = 0
  while (!deps.stopped.aborted) {
    const step = await next(deps, tenant, run)
    run = { ...run, ...step }
    if (isOver(run)) return ended(run)
    if (run.state === 'waiting' && waitedMs >= deps.patienceMs) return ended({ ...run, state: 'failed' })
    if (!(await save(run))) return // another process leads
    if (run.state !== 'waiting') continue
    await deps.clock.sleep(deps.waitMs, deps.stopped).catch(() => {}) // stopped
    waitedMs += deps.waitMs
  }
}

/** The run's next step: what is to be warmed, then one event type after the other. */
async function next(deps: WarmUpDeps, tenant: string, run: WarmUp): Promise<Partial<WarmUp>> {
  try {
    if (!run.eventTypeIds) {
      const nowMs = deps.clock.now()
      const demands = await deps.listDemand(tenant, nowMs - DEMAND_MS, run.minBookings)
      return { state: 'running', reason: '', eventTypeIds: byDemand(demands, nowMs) }
    }
    const eventTypeId = run.eventTypeIds[run.done]
    return eventTypeId === undefined ? { state: 'done', reason: '' } : await warm(deps, tenant, run, eventTypeId)
  } catch (error) {
    return waitFor(AppError.from(error))
  }
}

async function warm(deps: WarmUpDeps, tenant: string, run: WarmUp, eventTypeId: string): Promise<Partial<WarmUp>> {
  const units = deps.unitsOf(tenant, eventTypeId)
  const done = { state: 'running', reason: '', done: run.done + 1 } as const
  if (units.length === 0) return done
  const today = epochDay(deps.clock.now())
  const days = Array.from({ length: run.days }, (_, ahead) => today + ahead)
  const wanted = { units, days, freshness: 'cached', maxAgeMs: 0, load: 'background' } as const
  const collected = await deps.collect(wanted, new Deadline(deps.clock, deps.loadMs))
  const upstreamCalls = run.upstreamCalls + collected.upstreamCalls
  const { failure } = collected
  if (failure && (PASSES.has(failure.code) || PASSES.has(failure.reason ?? ''))) return { ...waitFor(failure), upstreamCalls }
  return { ...done, ...counted(run, collected), upstreamCalls }
}

function counted(run: WarmUp, { found }: Collected): Partial<WarmUp> {
  const loaded = found.filter(({ source }) => source === 'upstream').length
  return { warmDays: run.warmDays + found.length - loaded, loadedDays: run.loadedDays + loaded }
}

const waitFor = ({ code, reason }: AppError): Partial<WarmUp> => ({ state: 'waiting', reason: reason ?? code })
