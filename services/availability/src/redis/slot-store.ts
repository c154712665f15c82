import { type ColdDay, type Lease, type LoadFailure, loadId, type SlotStore, type StoredDay } from '../application/slot-store.ts'
import type { DayEntry } from '../domain/day-entry.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { LiveClaim } from '../domain/subtract.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import { decodeClaim } from './claim-codec.ts'
import { COMPLETE_DAYS } from './complete-days.ts'
import { decodeEntry, encodeEntry } from './entry-codec.ts'
import { channels, keys } from './keys.ts'
import { END_LEASES, LEASE_DAYS, RENEW_LEASES } from './lease-days.ts'
import { READ_DAYS } from './read-days.ts'
import type { Connection } from './script.ts'

export interface SlotStoreOptions {
  readonly connection: Connection
  readonly leaseMs: number
  /** How long an entry may serve as a stale answer. */
  readonly staleMs: number
  /** Longer than any load takes; a version that ran out only makes its day cold. */
  readonly versionTtlMs: number
  readonly onCorrupt?: () => void
}

export function redisSlotStore({ connection, leaseMs, staleMs, versionTtlMs, onCorrupt }: SlotStoreOptions): SlotStore {
  const decode = (text: string): DayEntry | undefined => {
    const entry = text === '' ? undefined : decodeEntry(text)
    if (text !== '' && !entry) onCorrupt?.()
    return entry
  }

  return {
    async read(unit, days) {
      const { tenant, resources } = unit
      const near = daysBeside(days)
      const versionKeys = days.flatMap((day) => resources.map((resource) => keys.version(tenant, resource, day)))
      const claimKeys = near.flatMap((day) => resources.map((resource) => keys.claims(tenant, resource, day)))
      const entryKeys = days.map((day) => keys.entry(unit, day))
      const [nowMs, epoch, entries, versions, claims] = (await READ_DAYS.run(
        connection,
        [keys.epoch(tenant), keys.counter(tenant), ...entryKeys, ...versionKeys, ...claimKeys],
        [entryKeys.length, versionKeys.length, claimKeys.length, versionTtlMs],
      )) as [number, number, string[], string[], string[][]]
      const claimsOf = claimsByDay(unit, near, claims)
      return {
        nowMs,
        claimsComplete: epoch === 1,
        days: days.map((day, index) => ({
          day,
          versions: versions.slice(index * resources.length, (index + 1) * resources.length),
          entry: decode(entries[index]!),
          stamp: entries[index]!.split('\n', 1)[0]!,
          claims: claimsOf(day),
        })),
      }
    },

    async lease(unit, days, beside = []) {
      const all = [...days, ...beside]
      const [nowMs, token, results] = (await LEASE_DAYS.run(
        connection,
        [keys.counter(unit.tenant), ...all.flatMap((cold) => placesOf(unit, cold))],
        [all.length, days.length, unit.resources.length, leaseMs, ...all.flatMap(({ stamp, versions }) => [stamp, ...versions])],
      )) as [number, string, number[]]
      return {
        led: { token, nowMs, days: all.filter((_, index) => results[index] === 1) },
        held: days.flatMap((day, index) => (results[index]! < 0 ? [{ day, remainingMs: -results[index]! }] : [])),
        changed: days.filter((_, index) => results[index] === 0),
      }
    },

    async renew(unit, { token, days }) {
      await RENEW_LEASES.run(connection, leaseKeys(unit, days), [token, leaseMs])
    },

    async complete(unit, lease, entries) {
      const { tenant, resources } = unit
      const days = lease.days.map(({ day }) => day)
      const near = daysBeside(days)
      const claimKeys = near.flatMap((day) => resources.map((resource) => keys.claims(tenant, resource, day)))
      const perDay = lease.days.flatMap(({ versions }, index) => [encodeEntry(entries[index]!), ...versions])
      const [nowMs, epoch, kept, claims] = (await COMPLETE_DAYS.run(
        connection,
        [keys.epoch(tenant), ...lease.days.flatMap((cold) => placesOf(unit, cold)), ...claimKeys],
        [days.length, resources.length, lease.token, staleMs, versionTtlMs, channels.loads, news(unit, lease), ...perDay],
      )) as [number, number, number[], string[][]]
      const claimsOf = claimsByDay(unit, near, claims)
      const stored = lease.days.map((cold, index): StoredDay => ({ ...cold, entry: entries[index], claims: claimsOf(cold.day) }))
      return { nowMs, claimsComplete: epoch === 1, days: stored, kept: kept.map((flag) => flag === 1) }
    },

    async abandon(unit, lease, failure) {
      await END_LEASES.run(connection, leaseKeys(unit, lease.days), [lease.token, channels.loads, news(unit, lease, failure)])
    },
  }
}

/** The message that wakes who waits for a load; read by `subscription.ts`. */
export interface LoadMessage {
  readonly ids: readonly string[]
  readonly failure?: LoadFailure
}

const news = (unit: SlotUnit, { days }: Lease, failure?: LoadFailure): string =>
  JSON.stringify({ ids: days.map((day) => loadId(unit, day)), ...(failure && { failure }) } satisfies LoadMessage)

const leaseKeys = (unit: SlotUnit, days: readonly ColdDay[]): string[] => days.map(({ day, versions }) => keys.lease(unit, day, versions))

const placesOf = (unit: SlotUnit, { day, versions }: ColdDay): string[] => [
  keys.entry(unit, day),
  keys.lease(unit, day, versions),
  ...unit.resources.map((resource) => keys.version(unit.tenant, resource, day)),
]

/** A slot or a claim may reach over midnight. */
const daysBeside = (days: readonly EpochDay[]): EpochDay[] => [...new Set(days.flatMap((day) => [day - 1, day, day + 1]))]

function claimsByDay(unit: SlotUnit, near: readonly EpochDay[], hashes: readonly string[][]): (day: EpochDay) => LiveClaim[] {
  const byDay = new Map(
    near.map((day, row) => [
      day,
      unit.resources.flatMap((resource, column) => decodeHash(resource, hashes[row * unit.resources.length + column]!)),
    ]),
  )
  // A claim stands on each of its days; of two copies one is enough.
  return (day) => {
    const unique = new Map(
      [day - 1, day, day + 1]
        .flatMap((beside) => byDay.get(beside) ?? [])
        .map((claim) => [`${claim.resource}|${claim.appointmentUid}|${claim.fromMs}`, claim]),
    )
    return [...unique.values()]
  }
}

function decodeHash(resource: string, hash: readonly string[]): LiveClaim[] {
  return Array.from({ length: hash.length / 2 }, (_, index) => decodeClaim(resource, hash[2 * index]!, hash[2 * index + 1]!))
}
