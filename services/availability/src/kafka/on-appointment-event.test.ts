import { memoryDirectory } from '@calbridge/directory'
import { expect, it } from 'vitest'
import type { Projection } from '../domain/projection.ts'
import { at, claimOf, eventOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'
import { STAFF, testTenant } from '../testing/tenant.ts'
import { onAppointmentEvent } from './on-appointment-event.ts'

const MINUTE_MS = 60_000
const day = epochDay(at('12:00'))
const midnightMs = at('00:00')

/** The days of which slots may come back, relative to the day of the event, when a tenant's host is free again for the given time. */
async function bumped(fromMs: number, toMs: number, { knownTenant = true, bufferAfterMin = 0 } = {}) {
  const tenant = testTenant({
    id: '7',
    baseUrl: 'http://calcom.invalid',
    calcomKey: 'cal_test',
    eventTypes: { anna: '101', ben: '102' },
    bufferAfterMin,
  })
  const projections: Projection[] = []
  const handle = onAppointmentEvent({
    directory: memoryDirectory(knownTenant ? [tenant] : []),
    claims: { apply: async (projection) => projections.push(projection) > 0 },
    onApplied: () => {},
    now: () => 0,
  })
  const before = [claimOf(fromMs, toMs, { resource: `staff:${STAFF.anna}` })]
  await handle(eventOf({ $case: 'cancelled', value: { segments: [] } }, { tenant: '7', before }))
  return projections[0]!.bumps.map((bump) => bump.day - day)
}

it('brings back the slots of the day before that reach into freed time after midnight, as far as the longest one and its buffer', async () => {
  expect(await bumped(midnightMs + 29 * MINUTE_MS, midnightMs + 59 * MINUTE_MS)).toEqual([-1, 0])
  expect(await bumped(midnightMs + 31 * MINUTE_MS, midnightMs + 59 * MINUTE_MS)).toEqual([0])
  expect(await bumped(midnightMs + 31 * MINUTE_MS, midnightMs + 59 * MINUTE_MS, { bufferAfterMin: 15 })).toEqual([-1, 0])
})

it('takes a tenant’s slots for eight hours long while its services are not known', async () => {
  expect(await bumped(midnightMs + 470 * MINUTE_MS, midnightMs + 500 * MINUTE_MS, { knownTenant: false })).toEqual([-1, 0])
})
