import { expect, it } from 'vitest'
import { findBranch, findStaff, hostResource, zoneOf } from './find.ts'
import { SALON, salonTenant } from './testing.ts'

const tenant = salonTenant()

it('names a host by who they are here, or by their user id at Cal.com', () => {
  expect(hostResource(tenant, 103)).toBe(`staff:${SALON.staff.aylin}`)
  expect(hostResource(tenant, 999)).toBe('calcom:999')
})

it('takes no staff member for the host whose user id is not known', () => {
  const unknown = { ...tenant, staff: tenant.staff.map((one) => ({ ...one, calcomUserId: 0 })) }
  expect(hostResource(unknown, 0)).toBe('calcom:0')
})

it('finds nothing by an empty id, also where nobody has a number', () => {
  const unnumbered = { ...tenant, staff: tenant.staff.map((one) => ({ ...one, legacyId: '' })) }
  expect(findStaff(unnumbered, '')).toBeUndefined()
  expect(findBranch(tenant, '')).toBeUndefined()
})

it('prefers the zone of the person to that of the place', () => {
  const [mara] = tenant.staff
  const [mitte] = tenant.branches
  expect(zoneOf(tenant, mitte, mara)).toBe('Europe/Berlin')
  expect(zoneOf(tenant, mitte, mara && { ...mara, timeZone: 'Europe/Lisbon' })).toBe('Europe/Lisbon')
  expect(zoneOf({ ...tenant, timeZone: 'Asia/Tokyo' }, undefined)).toBe('Asia/Tokyo')
})
