import { type EventMapping, type ServiceSegment, Tenant } from '@calbridge/contracts'
import { kafkaBrokers, redisUrl, testScope } from '@calbridge/testkit'
import { beforeAll, expect, it } from 'vitest'
import { context, type Stack, startStack, TENANT } from './testing/stack.ts'

// The run's servers are started by whoever asks first: that takes longer than a test may.
beforeAll(() => Promise.all([kafkaBrokers(), redisUrl()]))

const type = (slug: string, lengthInMinutes = 30, rest = {}) => ({ title: slug.toUpperCase(), slug, lengthInMinutes, ...rest })
const world = (eventTypes: ReturnType<typeof type>[]) => ({
  users: [
    {
      username: 'alice',
      name: 'Alice Adler',
      email: 'Alice@Salon.example',
      timeZone: 'UTC',
      schedules: [{ name: 'Hours', timeZone: 'Europe/Vienna', isDefault: true }],
      eventTypes,
    },
  ],
})
const EMPTY: Partial<Tenant> = { staff: [], services: [], eventMap: [] }
const start = (eventTypes: ReturnType<typeof type>[], differs: Partial<Tenant> = EMPTY) =>
  startStack(testScope(), { world: world(eventTypes), change: (tenant) => ({ ...tenant, ...differs }) })
const importOf = ({ drift }: Stack, checkOnly = false) =>
  drift.importEventTypes({ context, credentialId: 'alice', checkOnly }, { tenant: TENANT })
const row = (differs: Partial<EventMapping>): EventMapping => ({
  id: '1',
  serviceId: '1',
  branchId: '',
  segmentKey: '',
  staffId: 'staff-alice',
  eventTypeId: '',
  credentialId: 'alice',
  slug: '',
  hostStaffIds: [],
  durationMin: 30,
  seated: false,
  ...differs,
})
const statesOf = (answer: Awaited<ReturnType<typeof importOf>>) =>
  Object.fromEntries(answer.eventTypes.map(({ slug, state }) => [slug, state]))

it('writes person, services and map of a new account, with times from its schedule and event types', async () => {
  const stack = await start([type('cut', 45, { afterEventBuffer: 10, minimumBookingNotice: 90 }), type('Long_Cut', 60, { hidden: true })])
  const answer = await importOf(stack)
  expect(answer).toMatchObject({ written: 5, warnings: [] })
  expect(answer.eventTypes).toMatchObject([
    { slug: 'cut', title: 'CUT', durationMin: 45, hidden: false, scheduling: 'individual', state: 'new' },
    { slug: 'Long_Cut', hidden: true, state: 'new' },
  ])
  const userId = stack.sim.world.users[0]!.id
  expect(stack.directory.applied).toHaveLength(1)
  expect(stack.directory.applied[0]!.tenant).toMatchObject({
    id: TENANT,
    active: true,
    staff: [{ slug: 'alice-adler', name: 'Alice Adler', email: 'alice@salon.example', calcomUserId: userId, timeZone: 'Europe/Vienna' }],
    services: [
      { slug: 'cut', durationMin: 45, bufferAfterMin: 10, minimumNoticeMin: 90, active: true, staff: [{ staffId: 'alice-adler' }] },
      { slug: 'long-cut', durationMin: 60 },
    ],
    eventMap: [
      { serviceId: 'cut', staffId: 'alice-adler', eventTypeId: String(stack.eventType('cut')), credentialId: 'alice' },
      { serviceId: 'long-cut' },
    ],
  })
})

it('says what it would do, and does nothing, when only asked to check', async () => {
  const stack = await start([type('cut')])
  expect(await importOf(stack, true)).toMatchObject({ written: 0, eventTypes: [{ state: 'new' }] })
  expect(stack.directory.applied).toEqual([])
})

it('writes nothing the second time', async () => {
  const stack = await start([type('cut')], {})
  stack.directory.tenants.set(TENANT, { ...stack.tenant, eventMap: [row({ eventTypeId: String(stack.eventType('cut')) })] })
  expect(await importOf(stack)).toMatchObject({ written: 0, eventTypes: [{ state: 'known' }] })
  expect(stack.directory.applied).toEqual([])
})

it('never changes what a service is here: its length is told, its segments stay', async () => {
  const segments: ServiceSegment[] = [
    { key: 'A', name: 'Wrap', durationMin: 60, gapAfterMin: 15, gapAfterMax: 30, preferSameStaff: true },
    { key: 'B', name: 'Fix', durationMin: 50, gapAfterMin: 0, gapAfterMax: 0, preferSameStaff: true },
  ]
  const services = Tenant.fromPartial({
    services: [
      { id: '1', slug: 'cut', name: 'Haarschnitt', durationMin: 135, bufferAfterMin: 20, active: true },
      { id: '2', slug: 'perm', name: 'Dauerwelle', durationMin: 125, composite: true, active: true, segments },
    ],
  }).services
  const stack = await start([type('cut', 30), type('perm', 30)], { ...EMPTY, services })
  const answer = await importOf(stack)
  expect(statesOf(answer)).toEqual({ cut: 'new', perm: 'composite_service' })
  expect(answer.warnings).toEqual([
    expect.stringContaining('30 min, cut 135 min here: left alone'),
    expect.stringContaining('has segments'),
  ])
  const { tenant } = stack.directory.applied[0]!
  expect(tenant!.services).toEqual([{ ...services[0], staff: [{ staffId: 'alice-adler', weight: 1, canBook: true, allowedSegments: [] }] }])
  expect(tenant!.eventMap).toMatchObject([{ serviceId: '1', durationMin: 0 }])
})

it('links the user to the person with that address, who keeps everything else', async () => {
  const person = {
    id: 'staff-1',
    legacyId: '7',
    name: 'Ali',
    slug: 'ali',
    email: 'ALICE@salon.example',
    branchId: 'b1',
    calcomUserId: 0,
    active: true,
    timeZone: '',
  }
  const stack = await start([type('cut')], { ...EMPTY, staff: [person] })
  await importOf(stack)
  expect(stack.directory.applied[0]!.tenant).toMatchObject({
    staff: [{ ...person, calcomUserId: stack.sim.world.users[0]!.id }],
    eventMap: [{ staffId: 'staff-1', branchId: 'b1' }],
  })
})

it('follows an event type that was made anew there, and not one that only took another’s slug', async () => {
  const stack = await start([type('cut')], {})
  stack.directory.tenants.set(TENANT, { ...stack.tenant, eventMap: [row({ id: '9', eventTypeId: '424242' })] })
  const answer = await importOf(stack)
  expect(statesOf(answer)).toEqual({ cut: 'changed' })
  expect(answer.warnings).toEqual([expect.stringContaining('event type 424242 is in the map and not listed')])
  expect(stack.directory.applied[0]!.tenant!.eventMap).toMatchObject([{ id: '9', eventTypeId: String(stack.eventType('cut')) }])

  const other = await start([type('cut'), type('cut-old')], {})
  other.directory.tenants.set(TENANT, { ...other.tenant, eventMap: [row({ eventTypeId: String(other.eventType('cut-old')) })] })
  expect(statesOf(await importOf(other))).toEqual({ cut: 'conflict', 'cut-old': 'known' })
  expect(other.directory.applied).toEqual([])
})

it('leaves an event type alone that is another tenant’s, and does not say whose', async () => {
  const stack = await start([type('cut'), type('beard')], EMPTY)
  const [cut, beard] = ['cut', 'beard'].map((slug) => String(stack.eventType(slug)))
  const theirs = Tenant.fromPartial({
    id: '2',
    name: 'Rival',
    version: 1,
    credentials: [
      { id: 'here', baseUrl: stack.sim.url },
      { id: 'elsewhere', baseUrl: 'http://another.example' },
    ],
    eventMap: [
      { id: '1', eventTypeId: cut!, credentialId: 'here' },
      // Another Cal.com counts from 1, too.
      { id: '2', eventTypeId: beard!, credentialId: 'elsewhere' },
    ],
  })
  await stack.publishTenant(theirs)
  const answer = await importOf(stack)
  expect(statesOf(answer)).toEqual({ cut: 'of_another_tenant', beard: 'new' })
  expect(answer.warnings.join()).not.toContain('Rival')
  expect(stack.directory.applied[0]!.tenant!.eventMap).toMatchObject([{ eventTypeId: beard }])
})

it('names what it can’t work with: an unknown credential, a key that Cal.com refuses', async () => {
  const stack = await start([type('cut')])
  const call = { context, credentialId: 'nobody', checkOnly: true }
  await expect(stack.drift.importEventTypes(call, { tenant: TENANT })).rejects.toMatchObject({ code: 'not_found', field: 'credential_id' })
  stack.sim.control.reset()
  await expect(importOf(stack)).rejects.toMatchObject({ code: 'failed_precondition', reason: 'unauthorised' })
})
