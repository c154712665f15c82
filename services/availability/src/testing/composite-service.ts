import { FindCompositeSlotsRequest, type PausePolicy, type Service } from '@calbridge/contracts'
import { until } from '@calbridge/testkit'
import { BRANCH, STAFF } from './tenant.ts'
import { DAY, type World } from './world.ts'

const COMPOSITE = '2'

const SEGMENTS = [
  { key: 'A', name: 'Colour', durationMin: 60, gapAfterMin: 30, gapAfterMax: 60, preferSameStaff: true },
  { key: 'B', name: 'Cut', durationMin: 45, gapAfterMin: 0, gapAfterMax: 0, preferSameStaff: false },
]

/** Adds a service of two segments to a world: an hour, 30 to 60 minutes of pause, 45 minutes; both hosts do both, every quarter of an hour. */
export async function addComposite(world: World, pausePolicy: PausePolicy) {
  const hosts = [
    { owner: 'anna', staffId: STAFF.anna },
    { owner: 'ben', staffId: STAFF.ben },
  ]
  const wanted = SEGMENTS.flatMap((segment) =>
    hosts.map((host) => ({ ...host, segment, slug: `${segment.key}-${host.owner}`.toLowerCase() })),
  )
  world.sim.control.createWorld({
    eventTypes: wanted.map(({ owner, slug, segment }) => ({
      owner,
      slug,
      title: slug,
      lengthInMinutes: segment.durationMin,
      slotInterval: 15,
      minimumBookingNotice: 0,
    })),
  })
  const { eventTypes } = world.sim.control.describeWorld()
  const [service] = world.tenant.services
  const [mapping] = world.tenant.eventMap
  const composite: Service = { ...service!, id: COMPOSITE, slug: 'composite', composite: true, segments: SEGMENTS, pausePolicy }
  const rows = wanted.map(({ slug, staffId, segment }, index) => ({
    ...mapping!,
    id: String(10 + index),
    serviceId: COMPOSITE,
    segmentKey: segment.key,
    staffId,
    hostStaffIds: [staffId],
    eventTypeId: String(eventTypes.find((one) => one.slug === slug)!.id),
    durationMin: segment.durationMin,
  }))
  const { tenant } = world
  await world.publishTenant({
    ...tenant,
    version: tenant.version + 1,
    services: [...tenant.services, composite],
    eventMap: [...tenant.eventMap, ...rows],
  })
  const ask = (changes: Partial<FindCompositeSlotsRequest> = {}, { timeoutMs = 5_000 } = {}) =>
    world.clients[0]!.findCompositeSlots(
      FindCompositeSlotsRequest.fromPartial({
        context: { tenant: tenant.id },
        serviceId: COMPOSITE,
        branchId: BRANCH,
        ...{ fromMs: DAY.fromMs, toMs: DAY.toMs },
        ...changes,
      }),
      { timeoutMs, tenant: tenant.id },
    )
  await until('the service to know it', () => ask({ freshness: 1 }).catch(({ reason }) => reason === 'not_cached'))
  return { ask }
}
