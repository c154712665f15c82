import type { EventType, Schedule } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { busyWithBookings, busyWithReservations } from './busy.ts'
import { startsIn } from './grid.ts'
import { bookableFrom, bookableSince, bookableUntil } from './limits.ts'
import { clip, covers, merge, type Span, subtract } from './span.ts'
import { listedHours, trueHours } from './working-hours.ts'

export interface SlotQuery {
  readonly range: Span
  readonly lengthMinutes: number
  readonly nowMs: number
  readonly exceptUid?: string
}

export function scheduleOf(world: World, eventType: EventType, hostId: number): Schedule | undefined {
  const id = eventType.scheduleId ?? world.user(hostId).defaultScheduleId
  return id === null ? undefined : world.schedules.get(id)
}

/** The starts offered for an event type, ascending: of its host, or as its team's hosts together allow. */
export function offeredStarts(world: World, eventType: EventType, query: SlotQuery): number[] {
  const fixed = eventType.hosts.filter((host) => host.fixed || eventType.schedulingType !== 'roundRobin')
  const rotating = eventType.hosts.filter((host) => !fixed.includes(host))
  const ofHost = (host: { userId: number }) => new Set(startsOfHost(world, eventType, host.userId, query))
  const required = fixed.map(ofHost)
  if (rotating.length > 0) required.push(new Set(rotating.flatMap((host) => [...ofHost(host)])))
  const [first = new Set<number>(), ...others] = required
  return [...first].filter((start) => others.every((starts) => starts.has(start))).sort((a, b) => a - b)
}

function startsOfHost(world: World, eventType: EventType, hostId: number, query: SlotQuery): number[] {
  const schedule = scheduleOf(world, eventType, hostId)
  if (!schedule || query.range.endMs <= query.range.startMs) return []
  const fromMs = Math.max(query.range.startMs, bookableFrom(eventType, query.nowMs), bookableSince(eventType, schedule))
  const untilMs = bookableUntil(eventType, schedule, query.nowMs)
  const busy = merge([
    ...busyWithBookings(world, eventType, hostId, query.range, query.exceptUid),
    ...busyWithReservations(world, hostId, query.nowMs),
  ])
  const free = clip(subtract(listedHours(schedule, query.range), busy), { startMs: fromMs, endMs: query.range.endMs })
  const grid = {
    lengthMinutes: query.lengthMinutes,
    intervalMinutes: eventType.slotInterval ?? query.lengthMinutes,
    offsetMinutes: eventType.offsetStart,
    timeZone: schedule.timeZone,
  }
  return free.flatMap((span) => startsIn(span, grid)).filter((start) => start <= untilMs)
}

/**
 * What a booking checks: free time, not the list of slots, so a start off the grid passes. Hours that the
 * list has only by its error on the day of a switch do not.
 */
export function isFree(world: World, eventType: EventType, hostId: number, wanted: Span, exceptUid?: string): boolean {
  const schedule = scheduleOf(world, eventType, hostId)
  if (!schedule) return false
  if (!covers(listedHours(schedule, wanted), wanted) || !covers(trueHours(schedule, wanted), wanted)) return false
  const busy = busyWithBookings(world, eventType, hostId, wanted, exceptUid)
  return !busy.some((taken) => taken.startMs < wanted.endMs && taken.endMs > wanted.startMs)
}
