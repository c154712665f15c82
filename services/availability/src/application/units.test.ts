import { eventTypeAt, SALON, salonTenant } from '@calbridge/directory/testing'
import { expect, it } from 'vitest'
import { unitResolver } from './units.ts'

const nothing = { eventTypeId: '', serviceId: '', branchId: '', staffId: '', segmentKey: '', durationMin: 0 }
const tenant = salonTenant()

it('looks up every host’s event type for a service, the preferred first', () => {
  const units = unitResolver()(tenant, { ...nothing, serviceId: SALON.services.cut, branchId: SALON.branches.mitte })
  expect(units.map(({ staffId }) => staffId)).toEqual([SALON.staff.mara, SALON.staff.jonas, SALON.staff.aylin])
  expect(units[0]).toMatchObject({
    durationMin: 45,
    bufferAfterMs: 300_000,
    noticeMs: 7_200_000,
    resources: [`staff:${SALON.staff.mara}`],
    capacity: 1,
  })
})

it('an event type whose host Cal.com chooses has a place for each, and is claimed as such too', () => {
  const eventTypeId = eventTypeAt('walkIn', 'nord')
  const [unit] = unitResolver()(tenant, { ...nothing, eventTypeId })
  expect(unit).toMatchObject({
    capacity: 2,
    staffId: '',
    resources: [`staff:${SALON.staff.lena}`, `staff:${SALON.staff.timo}`, `thing:event-type-${eventTypeId}`],
  })
})

it('sends a length to Cal.com only where it differs from the event type’s own', () => {
  const resolve = unitResolver()
  const eventTypeId = eventTypeAt('cut', 'mara')
  expect(resolve(tenant, { ...nothing, eventTypeId, durationMin: 45 })[0]).toMatchObject({ askedDurationMin: undefined, durationMin: 45 })
  expect(resolve(tenant, { ...nothing, eventTypeId, durationMin: 60 })[0]).toMatchObject({ askedDurationMin: 60, durationMin: 60 })
})

it('follows the tenant’s next version', () => {
  const resolve = unitResolver()
  const asked = { ...nothing, eventTypeId: eventTypeAt('cut', 'mara') }
  expect(resolve(tenant, asked)).toBe(resolve(tenant, asked))
  const next = salonTenant({ version: 2, eventMap: [] })
  expect(() => resolve(next, asked)).toThrow(expect.objectContaining({ code: 'not_found', field: 'event_type_id' }))
})
