import type { Appointment, Booked, Claim, RemoteBooking } from '../domain/appointment.ts'
import type { Change } from '../domain/change.ts'

/** Names an appointment of a tenant: its uid, its number, or the uid of one of its bookings at Cal.com. */
export type AppointmentRef = string

/** Stored in the same transaction as the effect it guards. */
export interface IdempotencyClaim {
  readonly operation: 'create' | 'reschedule' | 'cancel'
  readonly key: string
  /** Hash of the request without its ids. */
  readonly fingerprint: string
  readonly lockedUntilMs: number
}

export interface Changed {
  readonly after: Booked
  /** False when the decision was that nothing changes. */
  readonly changed: boolean
}

/** Decides inside the transaction, on the locked row. Must be pure: it may run again after a deadlock. */
export type Decide = (current: Booked) => Change | undefined

/** One call is one transaction: state, claims and event together, or nothing. */
export interface AppointmentStore {
  /** Throws AppError conflict (slot_taken) when the time is not free, and KeyTaken when the key was used before. */
  create(change: Change, key?: IdempotencyClaim): Promise<Booked>
  /** Locks the appointment, decides, saves. Undefined when there is none. Throws as `create`. */
  change(tenant: string, ref: AppointmentRef, decide: Decide, key?: IdempotencyClaim): Promise<Changed | undefined>
  get(tenant: string, ref: AppointmentRef): Promise<Appointment | undefined>
  list(tenant: string, filter: ListFilter): Promise<Appointment[]>
  /** Every live claim that touches the range. */
  liveClaims(tenant: string, fromMs: number, toMs: number): Promise<StoredClaim[]>
}

export interface StoredClaim extends Omit<Claim, 'capacity'> {
  readonly appointmentUid: string
  readonly version: number
}

export interface ListFilter {
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly statuses: readonly string[]
  readonly staffId?: string | undefined
  readonly customerEmail?: string | undefined
  readonly limit: number
  /** The last appointment of the page before. */
  readonly after?: { readonly startMs: number; readonly uid: string } | undefined
}

/** Bookings at Cal.com, found by uid; those without an appointment wait here until one turns up. */
export interface RemoteStore {
  /** The appointment that any of these bookings belongs to. */
  appointmentOf(tenant: string, uids: readonly string[]): Promise<string | undefined>
  /** Keeps a fact that no appointment is known for. */
  park(tenant: string, remote: RemoteBooking): Promise<void>
  parked(tenant: string, uid: string): Promise<RemoteBooking | undefined>
}

export class KeyTaken extends Error {
  override readonly name = 'KeyTaken'
}

export interface StoredAnswer {
  readonly fingerprint: string
  readonly appointmentUid: string | undefined
  readonly answer: Uint8Array | undefined
  readonly lockedUntilMs: number
}

export interface IdempotencyStore {
  find(tenant: string, claim: IdempotencyClaim): Promise<StoredAnswer | undefined>
  /** Stores the answer, also of a request whose transaction left no row. The first one stays. */
  finish(tenant: string, claim: IdempotencyClaim, answer: Uint8Array): Promise<void>
}

/** Tells processes that an appointment changed. Only a hint: whoever waits reads the row again. */
export interface ChangeSignal {
  listen(tenant: string, uid: string): Promise<ChangeListener>
  announce(tenant: string, uid: string): Promise<void>
}

export interface ChangeListener {
  /** Resolves at the next change, or after at most `ms`. */
  next(ms: number, signal: AbortSignal): Promise<void>
  close(): void
}
