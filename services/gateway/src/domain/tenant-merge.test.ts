import { PausePolicy, Service, Tenant } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import { checkTenant } from './check-tenant.ts'
import { completeMapping } from './complete-mapping.ts'
import { completeService } from './complete-service.ts'
import { findNamed, findStanding } from './named.ts'
import { overlay } from './overlay.ts'
import { nextLegacyId, resolveReference } from './reference.ts'
import { settle } from './settle.ts'
import { slugOf } from './slug.ts'

const branches = [
  { id: 'uuid-1', legacyId: '1', slug: 'mitte', name: 'Mitte' },
  { id: 'uuid-2', legacyId: '2', slug: '1', name: 'mitte' },
]

describe('references', () => {
  it('mean an id before a number, a number before a slug, a slug before a name', () => {
    expect(findNamed(branches, 'uuid-2')?.id).toBe('uuid-2')
    expect(findNamed(branches, '1')?.id).toBe('uuid-1')
    expect(findNamed(branches, 'mitte')?.id).toBe('uuid-1')
    expect(findNamed(branches, 'Mitte')?.id).toBe('uuid-1')
    expect(findNamed(branches, '')).toBeUndefined()
  })

  it('to nothing name the field', () => {
    expect(() => resolveReference(branches, 'nowhere', 'tenant.staff[0].branch_id')).toThrow(
      expect.objectContaining({ code: 'not_found', field: 'tenant.staff[0].branch_id' }),
    )
  })
})

it('finds what stands by its id alone where one is given: a new slug renames it', () => {
  expect(findStanding(branches, { id: 'uuid-1', slug: 'new' })?.id).toBe('uuid-1')
  expect(findStanding(branches, { id: 'gone', slug: 'mitte' })).toBeUndefined()
})

it('keeps what is not said, and takes 0 and false as said', () => {
  const standing = { name: 'a', zone: 'b', list: ['c'], count: 1, on: true }
  expect(overlay(standing, { name: '', zone: 'z', list: [], count: 0, on: false })).toEqual({
    name: 'a',
    zone: 'z',
    list: ['c'],
    count: 0,
    on: false,
  })
})

it('leaves numbers and flags alone of what is only referred to, which the wire can’t tell from nothing said', () => {
  const standing = { name: 'a', zone: 'b', count: 1, on: true }
  expect(overlay(standing, { name: '', zone: 'z', count: 0, on: false }, false)).toEqual({ name: 'a', zone: 'z', count: 1, on: true })
})

it('gives a mapping the length of its segment, not of the whole service', () => {
  const services = [{ id: '1', durationMin: 120, segments: [{ key: 'A', durationMin: 45 }] }]
  const tenant = Tenant.fromPartial({ services, eventMap: [{ serviceId: '1', segmentKey: 'A' }, { serviceId: '1' }] })
  const lengths = tenant.eventMap.map((one) => completeMapping(one, undefined, tenant, 'at').durationMin)
  expect(lengths).toEqual([45, 120])
})

it('counts numbers for old scripts on from the highest', () => {
  expect(nextLegacyId([])).toBe('1')
  expect(nextLegacyId([{ legacyId: '9' }, { legacyId: '10' }, { legacyId: '2' }])).toBe('11')
})

it('spells slugs in ASCII', () => {
  expect(slugOf('Färben & Schneiden (groß) – Café')).toBe('faerben-schneiden-gross-cafe')
})

describe('settle', () => {
  const settleNumbers = (standing: { id: string; n: number }[], wanted: { id: string; n: number }[]) => {
    const saved: string[] = []
    return settle({
      standing,
      wanted,
      find: (one, all) => all.find(({ id }) => id === one.id),
      complete: (one) => one,
      save: async (next) => {
        saved.push(next.id)
        return next
      },
    }).then((settled) => ({ ...settled, saved }))
  }

  it('writes only what differs and leaves the rest where it was', async () => {
    const standing = [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
    ]
    expect(await settleNumbers(standing, [{ id: 'a', n: 1 }])).toEqual({ all: standing, changed: false, saved: [] })
    const changed = await settleNumbers(standing, [
      { id: 'b', n: 3 },
      { id: 'c', n: 4 },
    ])
    expect(changed).toEqual({
      all: [
        { id: 'a', n: 1 },
        { id: 'b', n: 3 },
        { id: 'c', n: 4 },
      ],
      changed: true,
      saved: ['b', 'c'],
    })
  })

  it('makes one of two that are the same', async () => {
    expect(
      (
        await settleNumbers(
          [],
          [
            { id: 'a', n: 1 },
            { id: 'a', n: 1 },
          ],
        )
      ).saved,
    ).toEqual(['a'])
  })
})

it('adds staff to a service beside those that stand, and rounds weights as the column does', () => {
  const tenant = Tenant.fromPartial({
    staff: [
      { id: 's1', slug: 'mara' },
      { id: 's2', slug: 'jonas' },
    ],
  })
  const before = Tenant.fromPartial({
    services: [{ id: '1', name: 'x', durationMin: 30, staff: [{ staffId: 's1', weight: 2, canBook: true }] }],
  }).services[0]!
  const next = completeService(
    { ...before, staff: [{ staffId: 'jonas', weight: 1.2345, canBook: true, allowedSegments: [] }] },
    before,
    tenant,
    'at',
  )
  expect(next.staff.map(({ staffId, weight }) => [staffId, weight])).toEqual([
    ['s1', 2],
    ['s2', 1.23],
  ])
})

it('lets nobody be taken in a pause until somebody allows it, and keeps the policy when it is not mentioned', () => {
  const tenant = Tenant.fromPartial({})
  const wanted = Service.fromPartial({ name: 'x', durationMin: 30 })
  expect(completeService(wanted, undefined, tenant, 'at').pausePolicy).toBe(PausePolicy.PAUSE_POLICY_NEVER)
  const allowed = completeService({ ...wanted, pausePolicy: PausePolicy.PAUSE_POLICY_ALWAYS }, undefined, tenant, 'at')
  expect(completeService(wanted, allowed, tenant, 'at').pausePolicy).toBe(PausePolicy.PAUSE_POLICY_ALWAYS)
})

it.each([
  { tenant: { slug: 'Not A Slug' }, field: 'tenant.slug' },
  { tenant: { slug: 'a', webhooks: [{ hookId: 'short' }] }, field: 'tenant.webhooks[0].hook_id' },
  { tenant: { slug: 'a', credentials: [{ name: 'x', baseUrl: 'file:///etc/passwd' }] }, field: 'tenant.credentials[0].base_url' },
  { tenant: { slug: 'a', eventMap: [{ eventTypeId: 'DROP' }] }, field: 'tenant.event_map[0].event_type_id' },
  { tenant: { slug: 'a', services: [{ name: 'x', pausePolicy: 9 }] }, field: 'tenant.services[0].pause_policy' },
  { tenant: { slug: 'a', apiKeys: [{ hash: 'clear-key' }] }, field: 'tenant.api_keys[0].hash' },
  { tenant: { slug: 'a', services: [{ name: 'x', staff: [{ staffId: 's', weight: 10 }] }] }, field: 'tenant.services[0].staff[0].weight' },
])('refuses $field that no tenant can have', ({ tenant, field }) => {
  expect(() => checkTenant(Tenant.fromPartial(tenant as object))).toThrow(expect.objectContaining({ code: 'invalid_argument', field }))
})
