export type Status = 'pending' | 'confirmed' | 'cancelled' | 'completed' | 'no_show' | 'failed'
export type SyncStatus = 'pending' | 'synced' | 'failed' | 'orphaned_local' | 'orphaned_calcom' | 'verification_pending'
export type Origin = 'calcom' | 'retell' | 'admin' | 'api' | 'system'
export type RemoteStatus = 'accepted' | 'pending' | 'cancelled' | 'rejected'

export interface Attendee {
  readonly name: string
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly language?: string | undefined
}

/** A booking at Cal.com as last seen. Nothing there is terminal: a cancelled one can come alive again. */
export interface RemoteBooking {
  readonly uid: string
  readonly bookingId?: number | undefined
  /** The booking that it was moved from, and the one that it was moved to. */
  readonly previousUid?: string | undefined
  readonly nextUid?: string | undefined
  readonly status: RemoteStatus
  readonly startMs: number
  readonly endMs: number
  /** Time of the newest fact applied; an older one is ignored. */
  readonly updatedAtMs: number
  readonly hostId?: number | undefined
  readonly eventTypeId?: string | undefined
  readonly reason?: string | undefined
}

/** A part of an appointment that is one booking in Cal.com: what is wanted, and which booking stands for it. */
export interface Segment {
  readonly index: number
  readonly key: string
  readonly staffId?: string | undefined
  readonly eventTypeId: string
  readonly credentialId: string
  readonly resource: string
  /** How many claims the resource bears at once: 1, or the number of hosts where Cal.com chooses one of them. */
  readonly capacity: number
  readonly startMs: number
  readonly endMs: number
  readonly bufferBeforeMin: number
  readonly bufferAfterMin: number
  /** Uid of the booking that stands for it now; absent until Cal.com has one. */
  readonly remoteUid?: string | undefined
}

export interface Appointment {
  readonly uid: string
  /** The number of the old tables; 0 until stored. */
  readonly id: number
  readonly tenant: string
  readonly serviceId: string
  readonly branchId: string
  readonly status: Status
  readonly syncStatus: SyncStatus
  /** Who made the appointment. Loops are decided by `changeOrigin`, never by this. */
  readonly syncOrigin: Origin
  readonly changeId: string
  readonly changeOrigin: Origin
  readonly changeReason?: string | undefined
  /** Rises by one with every published change. */
  readonly version: number
  /** The version of the last change that callers see: of its status, times, staff or customer. Links to Cal.com are none. */
  readonly seenVersion: number
  readonly segments: readonly Segment[]
  /** Every booking at Cal.com that ever stood for it. */
  readonly remotes: readonly RemoteBooking[]
  readonly attendee: Attendee
  readonly timeZone: string
  readonly notes?: string | undefined
  readonly callId?: string | undefined
  readonly source?: string | undefined
  readonly answerId?: string | undefined
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly previousStartMs?: number | undefined
  readonly cancellationReason?: string | undefined
  readonly syncErrorCode?: string | undefined
  readonly syncErrorMessage?: string | undefined
  readonly requiresManualReview: boolean
  readonly syncAttempts: number
  readonly syncJobId?: string | undefined
}

/** Ends that overlap in no instant are apart: [from, to). */
export interface Claim {
  readonly resource: string
  readonly capacity: number
  readonly fromMs: number
  readonly toMs: number
  readonly kind: 'held' | 'pending' | 'confirmed'
  readonly expiresAtMs?: number | undefined
  readonly segmentIndex: number
}

/** An appointment with the times that are its own. */
export interface Booked {
  readonly appointment: Appointment
  readonly claims: readonly Claim[]
}

export const startOf = (appointment: Pick<Appointment, 'segments'>): number =>
  Math.min(...appointment.segments.map((segment) => segment.startMs))
export const endOf = (appointment: Pick<Appointment, 'segments'>): number =>
  Math.max(...appointment.segments.map((segment) => segment.endMs))

export const isLive = ({ status }: Pick<Appointment, 'status'>): boolean => status === 'pending' || status === 'confirmed'

/** `syncErrorCode` of one that Cal.com took although its time was somebody else's here: both stand until a human decides. */
export const OVERLAP = 'overlap'
