export type Op = 'create' | 'reschedule' | 'cancel'

/** Both sides of one segment: what Cal.com should have, and what it is known to have. */
export interface PlanSegment {
  readonly index: number
  readonly eventTypeId: number
  readonly credentialId: string
  readonly startMs: number
  readonly endMs: number
  /** The booking that stands for it; empty until Cal.com has one. */
  readonly uid: string
  readonly previousUid: string
  readonly bookingId: number
  /** As last seen there: accepted, pending, cancelled, rejected; empty while it is not there. */
  readonly status: string
  /** Where the booking begins there, when that is known here. */
  readonly remoteStartMs?: number | undefined
}

/** Wanted and known state of one appointment, as booking tells it. */
export interface Plan {
  readonly tenant: string
  readonly appointmentUid: string
  readonly appointmentId: string
  readonly version: number
  /** The change that made the wanted state; a sync result raises the version but never this. */
  readonly changeId: string
  readonly wanted: 'live' | 'gone' | 'as_it_is'
  readonly synced: boolean
  /** Booking has given it up: its failure is not to be talked over. */
  readonly failed: boolean
  readonly segments: readonly PlanSegment[]
  readonly attendee: {
    readonly name: string
    readonly email: string
    readonly phone: string
    readonly timeZone: string
    readonly language: string
  }
  readonly notes: string
  readonly reason: string
  readonly callId: string
  readonly origin: string
}

export const standsThere = (status: string): boolean => status === 'accepted' || status === 'pending' || status === 'awaiting_host'
