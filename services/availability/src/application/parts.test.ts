import { PausePolicy, type Service, type Tenant } from '@calbridge/contracts'
import { eventTypeAt, SALON, salonTenant } from '@calbridge/directory/testing'
import { describe, expect, it } from 'vitest'
import { type AskedParts, partsOf } from './parts.ts'
import { unitResolver } from './units.ts'

const MINUTE_MS = 60_000
const parts = (changes: Partial<AskedParts> = {}, tenant: Tenant = salonTenant()) =>
  partsOf(unitResolver(), tenant, {
    serviceId: SALON.services.perm,
    branchId: '1',
    staffIds: [],
    preferredStaffId: '',
    sameStaff: undefined,
    ...changes,
  })
const withPerm = (changes: Partial<Service>): Tenant => {
  const salon = salonTenant()
  return {
    ...salon,
    services: salon.services.map((service) => (service.id === SALON.services.perm ? { ...service, ...changes } : service)),
  }
}

describe('a composite service', () => {
  it('is its segments in order with their gaps, and who does each at the branch, the preferred first', () => {
    const seen = parts()
    expect(seen.parts.map(({ units, ...part }) => ({ ...part, eventTypes: units.map(({ eventTypeId }) => eventTypeId) }))).toEqual([
      {
        key: 'A',
        gapMinMs: 15 * MINUTE_MS,
        gapMaxMs: 30 * MINUTE_MS,
        keepsStaff: true,
        eventTypes: [eventTypeAt('perm', 'mara', 'A'), eventTypeAt('perm', 'aylin', 'A')],
      },
      {
        key: 'B',
        gapMinMs: 0,
        gapMaxMs: 0,
        keepsStaff: true,
        eventTypes: [eventTypeAt('perm', 'mara', 'B'), eventTypeAt('perm', 'aylin', 'B')],
      },
    ])
  })

  it('is done by those alone who are named, by number too, and by one or by several as the caller says', () => {
    const only = parts({ staffIds: ['3'], preferredStaffId: '3', sameStaff: false })
    expect(only.parts.map(({ keepsStaff, units }) => [keepsStaff, units.map(({ staffId }) => staffId)])).toEqual([
      [false, [SALON.staff.aylin]],
      [false, [SALON.staff.aylin]],
    ])
    expect(only.rules.preferredStaffId).toBe(SALON.staff.aylin)
    expect(
      parts(
        { sameStaff: true },
        withPerm({ segments: salonTenant().services[1]!.segments.map((one) => ({ ...one, preferSameStaff: false })) }),
      ).parts[0]!.keepsStaff,
    ).toBe(true)
  })

  it('takes a longest gap below the shortest for the shortest', () => {
    const [first, second] = salonTenant().services[1]!.segments
    const [part] = parts({}, withPerm({ segments: [{ ...first!, gapAfterMax: 0 }, second!] })).parts
    expect(part).toMatchObject({ gapMinMs: 15 * MINUTE_MS, gapMaxMs: 15 * MINUTE_MS })
  })

  it.each([
    { policy: undefined, stays: true },
    { policy: PausePolicy.PAUSE_POLICY_UNSPECIFIED, stays: true },
    { policy: PausePolicy.PAUSE_POLICY_NEVER, stays: true },
    { policy: PausePolicy.PAUSE_POLICY_ALWAYS, stays: false },
    { policy: PausePolicy.PAUSE_POLICY_BY_SERVICE, stays: false },
  ])('needs its staff during the pause unless others may be taken then: policy $policy', ({ policy, stays }) => {
    expect(parts({}, withPerm({ pausePolicy: policy })).rules.staffStays).toBe(stays)
  })

  it.each([
    { name: 'an unknown service', asked: { serviceId: '99' }, error: { code: 'not_found', field: 'service_id' } },
    { name: 'an unknown branch', asked: { branchId: '99' }, error: { code: 'not_found', field: 'branch_id' } },
    { name: 'an unknown staff member', asked: { staffIds: ['1', '99'] }, error: { code: 'not_found', field: 'staff_ids' } },
    { name: 'an unknown preference', asked: { preferredStaffId: '99' }, error: { code: 'not_found', field: 'preferred_staff_id' } },
    {
      name: 'a service of one piece',
      asked: { serviceId: SALON.services.cut },
      error: { code: 'failed_precondition', field: 'service_id', reason: 'not_composite' },
    },
    {
      name: 'staff who do not do it',
      asked: { staffIds: ['2'] },
      error: { code: 'failed_precondition', field: 'staff_ids', reason: 'staff_cannot_do_service' },
    },
  ])('is refused for $name', ({ asked, error }) => {
    expect(() => parts(asked)).toThrow(expect.objectContaining(error))
  })
})
