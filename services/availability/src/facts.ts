import type { Clock, Log, Scope } from '@calbridge/core'
import { type Directory, offersOfEventType, zoneOf } from '@calbridge/directory'
import { connectRedis } from '@calbridge/redis'
import { Arrivals } from './application/arrivals.ts'
import { checkPhantoms } from './application/check-phantoms.ts'
import { findEventHours } from './application/event-hours.ts'
import { Facts } from './application/facts.ts'
import type { LoadNews, LoadSlots } from './application/loads.ts'
import { SharedClock } from './application/shared-clock.ts'
import { askAccount } from './calcom/account-facts.ts'
import type { FindClient } from './calcom/clients.ts'
import type { Config } from './config.ts'
import type { SlotUnit } from './domain/slot-unit.ts'
import { metrics } from './metrics.ts'
import { redisFactStore } from './redis/fact-store.ts'

export interface AccountFacts {
  /** Told what is heard from other processes. */
  readonly news: Arrivals<LoadNews>
  /** Loads without what Cal.com lists by mistake when clocks change. */
  readonly check: (load: LoadSlots) => LoadSlots
}

export interface AccountFactsDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly findClient: FindClient
  readonly clock: Clock
  readonly log: Log
}

/** What is known of accounts at Cal.com, and what follows for their slots: the wiring. */
export async function startFacts({ redis, facts: options }: Config, deps: AccountFactsDeps, scope: Scope): Promise<AccountFacts> {
  const { directory, findClient, log } = deps
  const clock = new SharedClock(deps.clock)
  const news = new Arrivals<LoadNews>()
  const connection = { redis: await connectRedis({ url: redis.url, log }, scope), timeoutMs: redis.commandTimeoutMs }
  const facts = new Facts({
    store: redisFactStore({ connection, leaseMs: options.callMs + LEASE_MARGIN_MS, staleMs: options.staleMs, onCorrupt: metrics.corrupt }),
    ask: askAccount({ findClient, timeoutMs: options.callMs, onCall: metrics.askedAccount }),
    news,
    clock,
    random: Math.random,
    ...options,
  })
  const zonesOf = ({ tenant: id, eventTypeId, credentialId }: SlotUnit): string[] => {
    const tenant = directory.tenant(id)
    const offers = tenant ? offersOfEventType(tenant, eventTypeId) : []
    const imported = offers.flatMap(({ branch, staff, timeZone }) => [timeZone, ...staff.map((host) => zoneOf(tenant!, branch, host))])
    const known = facts.known({ tenant: id, credentialId, kind: 'schedules' }) ?? []
    return [...new Set([...imported, ...known.map(({ timeZone }) => timeZone)])]
  }
  const findHours = findEventHours({ facts, clock, waitMs: options.waitMs })
  return { news, check: (load) => checkPhantoms({ load, zonesOf, findHours, onDropped: metrics.phantomsDropped }) }
}

/** A leader's word must be on its way before its lease runs out. */
const LEASE_MARGIN_MS = 1_000
