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
  /** This request's own id: who made the key's row writes its answer. */
  readonly owner: string
  /** From then on the request counts as dead, and another one with the key answers in its place. */
  readonly lockedUntilMs: number
}

export interface Changed {
  readonly after: Booked
  /** False when the decision was that nothing changes. */
  readonly changed: boolean
}

/** Decides inside the transaction, on the locked row. Must be pure: it may run again after a deadlock. */
export type Decide = (current: Booked) => Change | undefined

/** One call is one transaction: state, claims, bookings and event together, or nothing. */
export interface AppointmentStore {
  /**
   * Throws AppError conflict (slot_taken) when the time is not free, Overtaken when one of the bookings became another's
   * meanwhile, and where nothing else forbids it KeyTaken when the key was used before.
   */
  create(change: Change, key?: IdempotencyClaim): Promise<Booked>
  /** Locks the appointment, decides, saves. Undefined when there is none. Throws as `create`, and what `decide` throws. */
  change(tenant: string, ref: AppointmentRef, decide: Decide, key?: IdempotencyClaim): Promise<Changed | undefined>
  /**
   * Makes two appointments one, because their bookings are one: `gone` is cancelled, taken out of sight and its bookings are
   * `kept`'s; `decide` sees both. Undefined when one of them is not there any more.
   */
  merge(tenant: string, kept: string, gone: string, decide: DecideMerged): Promise<Changed | undefined>
  /** The uid behind a reference; a uid comes back as it is, known or not. */
  resolve(tenant: string, ref: AppointmentRef): Promise<string | undefined>
  get(tenant: string, ref: AppointmentRef): Promise<Appointment | undefined>
  list(tenant: string, filter: ListFilter): Promise<Appointment[]>
  /** Every live claim that touches the range. */
  liveClaims(tenant: string, fromMs: number, toMs: number): Promise<StoredClaim[]>
}

/** As `Decide`; `kept` does not know yet of the bookings of `gone`. */
export type DecideMerged = (kept: Booked, gone: Appointment) => Change | undefined

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
  /** The appointments that these bookings belong to, in the order of the bookings, each once. */
  ownersOf(tenant: string, uids: readonly string[]): Promise<string[]>
  /** Keeps facts that no appointment is known for; of two of one booking what is newer. Throws Overtaken when one has an appointment by now. */
  park(tenant: string, remotes: readonly RemoteBooking[]): Promise<void>
  /** What waits of these bookings, and of those that they were moved to. */
  parked(tenant: string, uids: readonly string[]): Promise<RemoteBooking[]>
}

/** Another transaction was faster: it gave the booking to an appointment (`owner`), or knows something newer of it. Look again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
  readonly owner: string | undefined

  constructor(owner: string | undefined) {
    super('a booking at Cal.com changed hands meanwhile')
    this.owner = owner
  }
}

/** The idempotency key was used before: nothing was done. */
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
  /**
   * Stores the answer, also of a request whose transaction left no row, and gives the one that counts: the first one.
   * Undefined while another request with the key is under way: its answer will count.
   */
  finish(tenant: string, claim: IdempotencyClaim, answer: Uint8Array): Promise<Uint8Array | undefined>
}

/** Tells processes that an appointment changed. Only a hint: whoever waits reads the row again. */
export interface ChangeSignal {
  listen(tenant: string, uid: string): Promise<ChangeListener>
  announce(tenant: string, uid: string): Promise<void>
}

export interface ChangeListener {
  /** Does the hint reach us, as far as we know? */
  isLive(): boolean
  /** Resolves at the next change, when the hint's way breaks, or after at most `ms`. */
  next(ms: number, signal: AbortSignal): Promise<void>
  close(): void
}
