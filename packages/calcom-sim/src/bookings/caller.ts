import type { Booking, EventType } from '../world/types.ts'

/** On whose behalf something is done. */
export interface Caller {
  /** Null without authentication. */
  readonly userId: number | null
  readonly source: 'API_V2' | 'WEBAPP'
  /** Milliseconds between Cal.com's checks and its write: the window of its races. */
  readonly gapMs: number
}

export function isOrganizer(caller: Caller, booking: Booking): boolean {
  return caller.userId === booking.userId
}

export function mayUse(caller: Caller, eventType: EventType): boolean {
  return eventType.ownerId === caller.userId || eventType.hosts.some((host) => host.userId === caller.userId)
}
