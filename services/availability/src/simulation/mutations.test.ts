import type { Budget } from '@calbridge/calcom'
import { type Exploration, findFailure } from '@calbridge/simulation'
import { expect, it } from 'vitest'
import type { Deadline } from '../application/deadline.ts'
import type { SlotStore } from '../application/slot-store.ts'
import { drawOperations, type Operation } from './operations.ts'
import type { Broken } from './replica-process.ts'
import { runSchedule } from './schedule.ts'

/** Of so many schedules at least one must show what is broken. */
const SCHEDULES = 300

const never = (): Promise<never> => new Promise(() => {})
const withoutEnd = (deadline: Deadline): Deadline =>
  Object.assign(Object.create(deadline), { race: <Result>(work: Promise<Result>) => work })

const keepsUnderNewVersions = (store: SlotStore): SlotStore => ({
  ...store,
  complete: async (unit, lease, entries) => {
    const { days } = await store.read(
      unit,
      lease.days.map(({ day }) => day),
    )
    const now = { ...lease, days: lease.days.map((day, index) => ({ ...day, versions: days[index]!.versions })) }
    return store.complete(
      unit,
      now,
      entries.map((entry, index) => ({ ...entry, versions: days[index]!.versions })),
    )
  },
})

const everybodyLeads = (store: SlotStore): SlotStore => ({
  ...store,
  lease: async (unit, days, beside) => {
    const { led, changed, held } = await store.lease(unit, days, beside)
    return { led: { ...led, days: [...led.days, ...held.map(({ day }) => day)] }, held: [], changed }
  },
})

const claimsAlwaysWhole = (store: SlotStore): SlotStore => ({
  ...store,
  read: async (unit, days) => ({ ...(await store.read(unit, days)), claimsComplete: true }),
  complete: async (unit, lease, entries) => ({ ...(await store.complete(unit, lease, entries)), claimsComplete: true }),
})

const unlimited = (budget: Budget): Budget => ({
  ...budget,
  acquire: async () => ({ granted: true, validUntilMs: Number.POSITIVE_INFINITY }),
})

const mutations: readonly { readonly broken: string; readonly parts: Broken; readonly caught: string }[] = [
  {
    broken: 'news of changes is dropped while heartbeats are answered',
    parts: { hearChange: () => () => {} },
    caught: 'older than a change',
  },
  {
    broken: 'the first level is trusted while its subscription is cut',
    parts: { replica: (options) => ({ ...options, newsTrusted: () => true }) },
    caught: 'older than a change|offered though claimed',
  },
  {
    broken: 'a load begun before an invalidation is kept after it',
    parts: { store: keepsUnderNewVersions },
    caught: 'older than a change',
  },
  {
    broken: 'Cal.com is believed before it has settled',
    parts: {
      claims: (claims) => ({
        ...claims,
        apply: (change) => claims.apply({ ...change, bumps: change.bumps.map((bump) => ({ ...bump, settles: false })) }),
      }),
    },
    caught: 'before a settled change',
  },
  { broken: 'a lease is given to whoever asks', parts: { store: everybodyLeads }, caught: 'loaded without a lease' },
  {
    broken: 'a leader does not renew its lease',
    parts: { store: (store) => ({ ...store, renew: async () => {} }) },
    caught: 'loaded twice',
  },
  { broken: 'permits are given without a limit', parts: { budget: unlimited }, caught: 'over the budget' },
  {
    broken: 'news of bookings is dropped',
    parts: { hearChange: (hear) => (change) => hear({ ...change, claims: [] }) },
    caught: 'offered though claimed',
  },
  { broken: 'claims count as whole while they are lost', parts: { store: claimsAlwaysWhole }, caught: 'offered though claimed' },
  { broken: 'nobody looks at the deadline', parts: { deadlines: withoutEnd }, caught: 'past its deadline' },
  {
    broken: 'nobody looks at the deadline, and who follows a silent leader waits for its word',
    parts: { deadlines: withoutEnd, replica: (options) => ({ ...options, clock: { ...options.clock, sleep: never } }) },
    caught: 'never answered',
  },
  {
    broken: 'who follows a silent leader waits for its word',
    parts: { replica: (options) => ({ ...options, clock: { ...options.clock, sleep: never } }) },
    caught: 'does not recover',
  },
  {
    broken: 'stale answers are not marked',
    parts: { find: (find) => async (query, deadline) => ({ ...(await find(query, deadline)), degraded: false }) },
    caught: 'stale and not marked',
  },
]

it.each(mutations)('is caught: $broken', { timeout: 300_000 }, async ({ parts, caught }) => {
  const kind = new RegExp(caught)
  // What breaks may show in other guarantees first: it is this one that has to see it.
  const run: Exploration<Operation>['run'] = (schedule) =>
    runSchedule(schedule, parts).catch((error) => {
      if (kind.test(String(error))) throw error
    })
  const failure = await findFailure({ schedules: SCHEDULES, firstSeed: 1, draw: drawOperations, run })
  expect(String(failure?.error)).toMatch(kind)
})
