import { bare, exception, UNAVAILABLE, UNAVAILABLE_TEAM } from '../http/errors.ts'
import { isFree } from '../slots/free.ts'
import type { Span } from '../slots/span.ts'
import type { EventType } from '../world/types.ts'
import type { World } from '../world/world.ts'

export interface ChosenHosts {
  readonly organizerId: number
  readonly hostIds: readonly number[]
}

/** Who takes the booking, or the refusal that Cal.com gives when nobody can. */
export function chooseHosts(world: World, eventType: EventType, wanted: Span, exceptUid?: string): ChosenHosts {
  const free = eventType.hosts.filter((host) => isFree(world, eventType, host.userId, wanted, exceptUid))
  if (eventType.schedulingType === null) {
    const [host] = free
    if (!host) throw exception(400, UNAVAILABLE)
    return { organizerId: host.userId, hostIds: [host.userId] }
  }
  if (free.length === 0) throw exception(400, UNAVAILABLE_TEAM)
  if (eventType.schedulingType === 'collective') {
    if (free.length < eventType.hosts.length) throw exception(400, UNAVAILABLE_TEAM)
    return { organizerId: free[0]!.userId, hostIds: free.map((host) => host.userId) }
  }
  const fixed = eventType.hosts.filter((host) => host.fixed)
  // Cal.com maps neither of these two, and so answers 500.
  if (fixed.some((host) => !free.includes(host))) throw bare(500, 'Internal server error')
  const rotating = free.filter((host) => !host.fixed).map((host) => host.userId)
  const picked = leastRecentlyBooked(world, eventType, rotating)
  if (picked === undefined && eventType.hosts.some((host) => !host.fixed)) throw bare(500, 'Internal server error')
  const hostIds = [...fixed.map((host) => host.userId), ...(picked === undefined ? [] : [picked])]
  return { organizerId: hostIds[0] as number, hostIds }
}

function leastRecentlyBooked(world: World, eventType: EventType, hostIds: readonly number[]): number | undefined {
  const lastMs = (hostId: number) =>
    world.bookingsByDay.all(hostId).findLast((booking) => booking.eventTypeId === eventType.id)?.createdAtMs ?? 0
  return hostIds.map((id) => ({ id, ms: lastMs(id) })).sort((a, b) => a.ms - b.ms || a.id - b.id)[0]?.id
}
