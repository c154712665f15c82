import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { CachedDay } from '../domain/cached-day.ts'
import { FirstLevel } from '../domain/first-level.ts'
import { ANNA, at, unitOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'
import { type LeadOptions, lead } from './lead.ts'
import type { ColdDay } from './slot-store.ts'

const nothing = () => {}

it('does not keep a day at hand whose change was heard while it was being stored', async () => {
  const first = new FirstLevel({ maxBytes: 1_000_000, trusted: () => true })
  const unit = unitOf()
  const cold: ColdDay = { day: epochDay(at('10:00')), versions: ['v1'], entry: undefined, stamp: '', claims: [] }
  const options: LeadOptions = {
    store: {
      renew: async () => {},
      abandon: async () => {},
      complete: async (_unit, lease, entries) => {
        const days = lease.days.map((day, index) => ({ ...day, entry: entries[index] }))
        // Read before the change, told after it.
        first.invalidate({ tenant: unit.tenant, claims: [[ANNA, cold.day]], versions: [], rebuilt: false })
        return { nowMs: 0, claimsComplete: true, days, kept: days.map(() => true) }
      },
    },
    loadSlots: async () => () => [at('10:00') / 1_000],
    clock: manualClock(),
    random: () => 0.5,
    leaseMs: 1_000,
    mark: () => first.mark(),
    events: { loaded: nothing, failed: nothing, superseded: nothing, suspiciousEmpty: nothing, falseEmpty: nothing },
  }
  const [loaded] = await lead(options, unit, { token: 't', nowMs: 0, days: [cold] }, 'interactive')
  const { stored, mark, kept } = loaded!
  first.put(new CachedDay(unit, stored.day, stored.entry!, stored.claims, true), mark, kept)
  expect(first.current(unit, stored.day)).toBeUndefined()
})
