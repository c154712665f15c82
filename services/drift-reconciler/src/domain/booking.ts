// A booking as each side knows it, in terms that can be compared.

export type LocalStatus = 'live' | 'gone' | 'never_there'

/** A segment of an appointment: one booking at Cal.com. */
export interface LocalBooking {
  readonly appointmentUid: string
  /** Of the segment. */
  readonly index: number
  readonly status: LocalStatus
  /** As it is called here: `confirmed`, `cancelled`. */
  readonly statusName: string
  /** A change is on its way to Cal.com, or its outcome is being looked up. */
  readonly inFlight: boolean
  /** Empty: Cal.com never had it, as far as is known here. */
  readonly uid: string
  readonly previousUid: string
  /** Last seen there, lower case; empty when unknown. */
  readonly remoteStatus: string
  readonly startMs: number
  /** Cal.com's user who hosts it; undefined while unknown. */
  readonly hostId: number | undefined
  readonly credentialId: string
}

export interface RemoteBooking {
  readonly uid: string
  readonly status: 'accepted' | 'pending' | 'cancelled' | 'rejected' | 'awaiting_host' | 'unknown'
  readonly startMs: number
  readonly hostIds: readonly number[]
  readonly rescheduledFromUid: string | undefined
  readonly rescheduledToUid: string | undefined
  /** Says that it was made from here, and for which appointment. */
  readonly appointmentUid: string | undefined
  /** The one through which it was seen. */
  readonly credentialId: string
  /** The event type is in the tenant's map, or our metadata name the tenant: only these have to be here. */
  readonly ours: boolean
}

export const standsThere = ({ status }: Pick<RemoteBooking, 'status'>): boolean => status !== 'cancelled' && status !== 'rejected'
