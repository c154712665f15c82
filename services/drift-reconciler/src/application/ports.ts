import type { LocalBooking, RemoteBooking } from '../domain/booking.ts'

export interface Range {
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
}

/** What is here, by booking's word. */
export interface LocalSide {
  /** All that start in the range, by start. Throws AppError `failed_precondition` where there are too many. */
  list(range: Range): Promise<LocalBooking[]>
  /** Every segment of one appointment, by its uid or by that of one of its bookings at Cal.com; empty when there is none. */
  find(ref: string): Promise<LocalBooking[]>
}

/** What is there, through the tenant's credentials. */
export interface RemoteSide {
  /** All that start in the range, each once. Fails when any credential can't be read: a failed read must not look like drift. */
  list(range: Range): Promise<RemoteBooking[]>
  /** A booking and what it became by moves; empty when there is none. */
  chain(uid: string, credentialId: string): Promise<RemoteBooking[]>
  /** Requests made so far. */
  readonly calls: number
}
