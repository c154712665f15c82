import type { EventMapping, Tenant } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import { offersOfEventType, resolveService, type Wanted } from './resolve-service.ts'
import { eventTypeAt, SALON, salonTenant } from './testing.ts'

const { branches, staff, services, segments } = SALON

const types = (tenant: Tenant, wanted: Wanted): string[] => resolveService(tenant, wanted).map(({ eventTypeId }) => eventTypeId)

/** The salon with each row of its event map changed. */
const mapped = (change: (row: EventMapping) => Partial<EventMapping> | undefined): Tenant => {
  const tenant = salonTenant()
  return { ...tenant, eventMap: tenant.eventMap.map((row) => ({ ...row, ...change(row) })) }
}

describe('what is offered', () => {
  it('is one event type for a staff member at a branch, with all that a booking takes', () => {
    const [offer, ...others] = resolveService(salonTenant(), { serviceId: services.cut, branchId: branches.mitte, staffId: staff.jonas })
    expect(others).toEqual([])
    expect(offer).toMatchObject({
      eventTypeId: eventTypeAt('cut', 'jonas'),
      credential: { id: SALON.credentials.mitte },
      branch: { slug: 'mitte' },
      staff: [{ slug: 'jonas' }],
      resources: [`staff:${staff.jonas}`],
      capacity: 1,
      weight: 1.75,
      durationMin: 45,
      bufferBeforeMin: 0,
      bufferAfterMin: 5,
      minimumNoticeMin: 120,
      timeZone: 'Europe/Berlin',
    })
  })

  it('takes the numbers of old scripts for branch and staff, and a UUID in capitals', () => {
    const expected = [eventTypeAt('cut', 'jonas')]
    expect(types(salonTenant(), { serviceId: services.cut, branchId: '1', staffId: '2' })).toEqual(expected)
    expect(types(salonTenant(), { serviceId: services.cut, branchId: branches.mitte, staffId: staff.jonas.toUpperCase() })).toEqual(
      expected,
    )
  })

  it('is, for anybody at a branch, everyone who does it there, the preferred first', () => {
    const expected = ['mara', 'jonas', 'aylin'] as const
    expect(types(salonTenant(), { serviceId: services.cut, branchId: branches.mitte })).toEqual(
      expected.map((name) => eventTypeAt('cut', name)),
    )
  })

  it('is, for anybody anywhere, everyone at every open branch', () => {
    const tenant = salonTenant()
    expect(types(tenant, { serviceId: services.cut })).toHaveLength(5)
    const closed = { ...tenant, branches: tenant.branches.map((branch) => ({ ...branch, active: branch.slug !== 'nord' })) }
    expect(types(closed, { serviceId: services.cut })).toHaveLength(3)
  })

  it('leaves out who left, who may not be booked, and who does not do it', () => {
    const tenant = salonTenant()
    const changed = {
      ...tenant,
      staff: tenant.staff.map((one) => ({ ...one, active: one.slug !== 'mara' })),
      services: tenant.services.map((one) => ({
        ...one,
        staff: one.staff.map((entry) => ({ ...entry, canBook: entry.staffId !== staff.jonas })),
      })),
    }
    expect(types(changed, { serviceId: services.cut, branchId: branches.mitte })).toEqual([eventTypeAt('cut', 'aylin')])
  })

  it('is as long as the event type where that has a length of its own', () => {
    const tenant = mapped((row) => (row.staffId === staff.mara ? { durationMin: 60 } : undefined))
    expect(resolveService(tenant, { serviceId: services.cut, staffId: staff.mara })[0]?.durationMin).toBe(60)
  })
})

describe('where Cal.com chooses the host', () => {
  it('takes one place of as many as there are hosts', () => {
    const [offer] = resolveService(salonTenant(), { serviceId: services.walkIn, branchId: branches.mitte })
    expect(offer).toMatchObject({ eventTypeId: eventTypeAt('walkIn', 'mitte'), capacity: 3 })
    expect(offer?.resources).toEqual([staff.mara, staff.jonas, staff.aylin].map((id) => `staff:${id}`))
  })

  it('cannot be asked for one of several by name', () => {
    const wanted = () => resolveService(salonTenant(), { serviceId: services.walkIn, staffId: staff.mara })
    expect(wanted).toThrow(expect.objectContaining({ code: 'failed_precondition', field: 'staff_id', reason: 'not_mapped' }))
  })

  it('counts every host, also one that we would not book: Cal.com may choose them', () => {
    const tenant = salonTenant()
    const without = { ...tenant, staff: tenant.staff.map((one) => ({ ...one, active: one.slug !== 'jonas' })) }
    expect(resolveService(without, { serviceId: services.walkIn, branchId: branches.mitte })[0]?.capacity).toBe(3)
  })

  it('is not offered beside event types of each of its hosts, but beside those of some', () => {
    const team = { serviceId: services.cut, branchId: branches.mitte, staffId: '', eventTypeId: '777' }
    const withTeam = (hosts: string[]): Tenant => {
      const tenant = salonTenant()
      const row = tenant.eventMap[0]
      return row ? { ...tenant, eventMap: [...tenant.eventMap, { ...row, ...team, hostStaffIds: hosts }] } : tenant
    }
    const wanted = { serviceId: services.cut, branchId: branches.mitte }
    expect(types(withTeam([staff.mara, staff.jonas]), wanted)).not.toContain('777')
    expect(types(withTeam([staff.mara, staff.lena]), wanted)).toContain('777')
  })

  it('claims the event type itself while its hosts are unknown', () => {
    const tenant = mapped((row) => (row.staffId === '' ? { hostStaffIds: [] } : undefined))
    const [offer] = resolveService(tenant, { serviceId: services.walkIn, branchId: branches.nord })
    expect(offer).toMatchObject({ resources: [`thing:event-type-${eventTypeAt('walkIn', 'nord')}`], capacity: 1, staff: [] })
  })
})

describe('a composite service', () => {
  it('is resolved segment by segment, buffers outside only', () => {
    const of = (segmentKey: string) => resolveService(salonTenant(), { serviceId: services.perm, staffId: staff.mara, segmentKey })[0]
    expect(of(segments.wrap)).toMatchObject({
      eventTypeId: eventTypeAt('perm', 'mara', 'A'),
      durationMin: 60,
      bufferBeforeMin: 5,
      bufferAfterMin: 0,
    })
    expect(of(segments.fix)).toMatchObject({
      eventTypeId: eventTypeAt('perm', 'mara', 'B'),
      durationMin: 50,
      bufferBeforeMin: 0,
      bufferAfterMin: 10,
    })
  })

  it('keeps staff to the segments that they may do', () => {
    const tenant = salonTenant()
    const only = (keys: string[]) => ({
      ...tenant,
      services: tenant.services.map((one) => ({ ...one, staff: one.staff.map((entry) => ({ ...entry, allowedSegments: keys })) })),
    })
    const wanted = { serviceId: services.perm, staffId: staff.mara, segmentKey: segments.fix }
    expect(() => resolveService(only([segments.wrap]), wanted)).toThrow(expect.objectContaining({ reason: 'staff_cannot_do_service' }))
    expect(resolveService(only([segments.fix]), wanted)).toHaveLength(1)
  })
})

describe('what cannot be had is told by field and reason', () => {
  const closed = salonTenant()
  const withoutKeys = { ...salonTenant(), credentials: [] }
  const shut: Tenant = { ...closed, branches: closed.branches.map((branch) => ({ ...branch, active: false })) }
  const gone: Tenant = { ...closed, staff: closed.staff.map((one) => ({ ...one, active: false })) }

  it.each<[string, Wanted, Tenant | undefined, string, string, string]>([
    ['an unknown service', { serviceId: '99' }, undefined, 'not_found', 'service_id', 'service_not_found'],
    ['an unknown branch', { serviceId: '1', branchId: '9' }, undefined, 'not_found', 'branch_id', 'branch_not_found'],
    ['an unknown staff member', { serviceId: '1', staffId: '9' }, undefined, 'not_found', 'staff_id', 'staff_not_found'],
    ['an unknown segment', { serviceId: '2', segmentKey: 'Z' }, undefined, 'not_found', 'segment_key', 'segment_not_found'],
    ['a segment of a simple service', { serviceId: '1', segmentKey: 'A' }, undefined, 'not_found', 'segment_key', 'segment_not_found'],
    ['a service no longer offered', { serviceId: services.retired }, undefined, 'failed_precondition', 'service_id', 'service_inactive'],
    ['a composite service as a whole', { serviceId: services.perm }, undefined, 'failed_precondition', 'service_id', 'composite'],
    ['a closed branch', { serviceId: '1', branchId: '1' }, shut, 'failed_precondition', 'branch_id', 'branch_inactive'],
    [
      'a branch without it',
      { serviceId: services.beard, branchId: '1' },
      undefined,
      'failed_precondition',
      'branch_id',
      'not_offered_at_branch',
    ],
    ['staff who left', { serviceId: '1', staffId: '1' }, gone, 'failed_precondition', 'staff_id', 'staff_inactive'],
    [
      'staff who does not do it',
      { serviceId: services.beard, staffId: '1' },
      undefined,
      'failed_precondition',
      'staff_id',
      'staff_cannot_do_service',
    ],
    [
      'staff at the other branch',
      { serviceId: '1', branchId: '2', staffId: '1' },
      undefined,
      'failed_precondition',
      'staff_id',
      'not_mapped',
    ],
    ['a missing credential', { serviceId: '1' }, withoutKeys, 'failed_precondition', 'service_id', 'credential_missing'],
    ['an empty map', { serviceId: '1' }, { ...closed, eventMap: [] }, 'failed_precondition', 'service_id', 'not_mapped'],
  ])('%s', (_what, wanted, tenant = salonTenant(), code, field, reason) => {
    expect(() => resolveService(tenant, wanted)).toThrow(expect.objectContaining({ code, field, reason }))
  })
})

it('knows what an event type stands for even when it may not be booked any more', () => {
  expect(offersOfEventType(salonTenant(), eventTypeAt('retired', 'mara'))).toMatchObject([
    { service: { slug: 'retired' }, staff: [{ slug: 'mara' }] },
  ])
  expect(offersOfEventType(salonTenant(), '1')).toEqual([])
})
