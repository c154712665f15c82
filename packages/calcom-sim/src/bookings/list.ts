import type { Booking } from '../world/types.ts'
import type { World } from '../world/world.ts'

export type StatusFilter = 'upcoming' | 'recurring' | 'past' | 'cancelled' | 'unconfirmed'
export type SortField = 'startMs' | 'endMs' | 'createdAtMs' | 'updatedAtMs'

export interface ListQuery {
  readonly take: number
  readonly skip: number
  readonly statuses: readonly StatusFilter[]
  readonly attendeeEmail?: string | undefined
  readonly attendeeName?: string | undefined
  readonly bookingUid?: string | undefined
  readonly eventTypeIds?: readonly number[] | undefined
  readonly teamIds?: readonly number[] | undefined
  readonly startFromMs?: number | undefined
  readonly endUntilMs?: number | undefined
  /** Filters that the counts of the pages ignore: Cal.com's own error. */
  readonly uncounted: readonly { field: 'createdAtMs' | 'updatedAtMs'; fromMs?: number; untilMs?: number }[]
  readonly sort?: { field: SortField; descending: boolean } | undefined
}

export interface Page {
  readonly bookings: readonly Booking[]
  readonly pagination: Record<string, number | boolean>
}

/** A user's bookings: those he hosts and those he attends, nobody else's. */
export function listBookings(world: World, userId: number, query: ListQuery, nowMs: number): Page {
  const counted = visibleTo(world, userId).filter((booking) => matches(world, booking, query, nowMs))
  const found = counted.filter((booking) =>
    query.uncounted.every(
      ({ field, fromMs, untilMs }) => booking[field] >= (fromMs ?? 0) && booking[field] <= (untilMs ?? Number.POSITIVE_INFINITY),
    ),
  )
  const { field, descending } = query.sort ?? defaultSort(query.statuses)
  found.sort((a, b) => (descending ? b[field] - a[field] : a[field] - b[field]) || a.id - b.id)
  return { bookings: found.slice(query.skip, query.skip + query.take), pagination: pagination(counted.length, query) }
}

function visibleTo(world: World, userId: number): Booking[] {
  const visible = new Set(world.bookingsByDay.all(userId))
  for (const booking of world.bookingsOfAttendee(world.user(userId).email)) visible.add(booking)
  return [...visible]
}

function matches(world: World, booking: Booking, query: ListQuery, nowMs: number): boolean {
  const { attendeeEmail, attendeeName, bookingUid, eventTypeIds, teamIds } = query
  if (query.statuses.length > 0 && !query.statuses.some((status) => hasStatus(booking, status, nowMs))) return false
  if (attendeeEmail !== undefined && !booking.attendees.some((one) => one.email === attendeeEmail)) return false
  if (attendeeName !== undefined && !booking.attendees.some((one) => one.name === attendeeName)) return false
  if (bookingUid !== undefined && booking.uid !== bookingUid) return false
  if (eventTypeIds && !eventTypeIds.includes(booking.eventTypeId)) return false
  if (teamIds && !teamIds.includes(world.eventType(booking.eventTypeId).teamId ?? -1)) return false
  return booking.startMs >= (query.startFromMs ?? 0) && booking.endMs <= (query.endUntilMs ?? Number.POSITIVE_INFINITY)
}

function hasStatus(booking: Booking, status: StatusFilter, nowMs: number): boolean {
  const dead = booking.status === 'cancelled' || booking.status === 'rejected'
  switch (status) {
    case 'upcoming':
      return booking.endMs >= nowMs && !dead && (booking.recurringBookingUid === null || booking.status === 'accepted')
    case 'recurring':
      return booking.endMs >= nowMs && !dead && booking.recurringBookingUid !== null
    case 'past':
      return booking.endMs <= nowMs && !dead
    case 'cancelled':
      return dead
    case 'unconfirmed':
      return booking.endMs >= nowMs && booking.status === 'pending'
  }
}

function defaultSort(statuses: readonly StatusFilter[]): { field: SortField; descending: boolean } {
  const [only] = statuses.length === 1 ? statuses : []
  return { field: 'startMs', descending: only === 'past' || only === 'cancelled' }
}

function pagination(totalItems: number, { take, skip }: ListQuery): Record<string, number | boolean> {
  const totalPages = Math.ceil(totalItems / take)
  return {
    returnedItems: Math.max(0, Math.min(take, totalItems - skip)),
    totalItems,
    itemsPerPage: take,
    remainingItems: Math.max(0, totalItems - skip - take),
    currentPage: Math.min(Math.floor(skip / take) + 1, totalPages),
    totalPages,
    hasNextPage: skip + take < totalItems,
    hasPreviousPage: skip > 0,
  }
}
