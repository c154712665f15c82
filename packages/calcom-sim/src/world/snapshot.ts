import type { BuiltWorld } from './spec.ts'
import { World } from './world.ts'

// The maps that are data; the indexes over them are made again.
const TABLES = ['users', 'keys', 'teams', 'schedules', 'eventTypes', 'reservations', 'webhooks', 'idempotencyKeys'] as const

/** A world as JSON, for a simulator that goes on after a restart. */
export interface Snapshot {
  readonly tables: Readonly<Record<(typeof TABLES)[number], [unknown, unknown][]>>
  readonly bookings: ReturnType<typeof bookingsOf>
  readonly counters: [string, number][]
  /** How often this world was restored: chance goes on differently, so that no id is made twice. */
  readonly generation: number
}

export function takeSnapshot(world: World, generation: number): Snapshot {
  const tables = Object.fromEntries(TABLES.map((name) => [name, [...world[name]]])) as Snapshot['tables']
  return { tables, bookings: bookingsOf(world), counters: world.counters(), generation }
}

const bookingsOf = (world: World) => [...world.bookings.values()]

export function restoreWorld({ tables, bookings, counters }: Snapshot): World {
  const world = new World()
  for (const name of TABLES) for (const [key, value] of tables[name]) (world[name] as Map<unknown, unknown>).set(key, value)
  for (const booking of bookings) world.addBooking(booking)
  for (const [table, last] of counters) world.nextId(table, last)
  return world
}

/** Ids and keys of all that is in a world, as when it was built. */
export function describeWorld({ users, keys, teams, schedules, eventTypes, webhooks }: World): BuiltWorld {
  const name = (id: number | null): string | null => (id === null ? null : (users.get(id)?.username ?? null))
  const keysOf = (id: number) => [...keys.values()].filter(({ userId }) => userId === id).map(({ key }) => key)
  return {
    users: [...users.values()].map(({ id, username, name, email, timeZone }) => {
      const own = keysOf(id)
      return { id, username, name, email, timeZone, key: own[0] ?? null, keys: own }
    }),
    teams: [...teams.values()].map(({ id, name, slug }) => ({ id, name, slug })),
    schedules: [...schedules.values()].map(({ id, ownerId, name: title }) => ({ id, owner: name(ownerId) ?? '', name: title })),
    eventTypes: [...eventTypes.values()].map(({ id, slug, title, ownerId, teamId }) => ({ id, slug, title, owner: name(ownerId), teamId })),
    webhooks: [...webhooks.values()].map(({ id, subscriberUrl, secret }) => ({ id, subscriberUrl, secret })),
  }
}
