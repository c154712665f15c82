import { Tenant } from '@calbridge/contracts'
import { expect, it } from 'vitest'
import type { FoundEventType } from './event-type.ts'
import { planImport } from './import-plan.ts'

const account = { userId: 7, name: 'Alice', email: 'alice@example.com', timeZone: 'UTC' }
const found = (differs: Partial<FoundEventType>): FoundEventType => ({
  id: '1',
  slug: 'cut',
  title: 'Cut',
  lengthMin: 30,
  bufferBeforeMin: 0,
  bufferAfterMin: 0,
  noticeMin: 0,
  hidden: false,
  scheduling: 'individual',
  hostIds: [7],
  seated: false,
  ...differs,
})
const plan = (eventTypes: FoundEventType[], tenant: object = {}) =>
  planImport({
    tenant: Tenant.fromPartial<Tenant>(tenant as Tenant),
    credentialId: 'c',
    account,
    eventTypes,
    isOfAnotherTenant: () => false,
  })

it('does not map a managed parent, which can’t be booked, and writes nobody for it', () => {
  const { states, warnings, ...written } = plan([found({ scheduling: 'managed' })])
  expect(states).toMatchObject([{ state: 'managed_parent' }])
  expect(warnings).toEqual([expect.stringContaining('can’t be booked')])
  expect(written).toEqual({ staff: [], services: [], eventMap: [] })
})

it('maps a round robin to nobody by name, with the hosts that are known here', () => {
  const staff = [{ id: 's8', calcomUserId: 8 }]
  expect(plan([found({ scheduling: 'round_robin', hostIds: [7, 8, 9] })], { staff }).eventMap).toMatchObject([
    { staffId: '', hostStaffIds: ['alice', 's8'] },
  ])
})

it('maps one of two event types whose slugs are one here', () => {
  expect(plan([found({}), found({ id: '2', slug: 'Cut' })]).states.map(({ state }) => state)).toEqual(['new', 'conflict'])
})

it('puts a new person where the only branch is, and says so where there are several', () => {
  const at = (...branches: string[]) => plan([found({})], { branches: branches.map((id) => ({ id })) })
  expect(at('b1').staff).toMatchObject([{ branchId: 'b1' }])
  expect(at('b1', 'b2')).toMatchObject({ staff: [{ branchId: '' }], warnings: [expect.stringContaining('no branch')] })
})

it('gives a namesake another slug', () => {
  const staff = [{ id: 's1', slug: 'alice', calcomUserId: 99, email: 'alice@example.com' }]
  expect(plan([found({})], { staff }).staff).toMatchObject([{ slug: 'alice-7', calcomUserId: 7 }])
})
