import type { Clock } from '@calbridge/core'
import type { Breaker } from './breaker.ts'
import type { Budget } from './budget.ts'
import { caller } from './call.ts'
import { bookingEndpoints } from './endpoints/bookings.ts'
import { directoryEndpoints } from './endpoints/directory.ts'
import { slotEndpoints } from './endpoints/slots.ts'
import { webhookEndpoints } from './endpoints/webhooks.ts'
import { fingerprint } from './fingerprint.ts'
import { undiciTransport } from './http/transport.ts'
import type { Booking, EventType, Me, Schedule, Slot, WebhookSubscription } from './model.ts'
import type {
  BookingsPage,
  BookingsQuery,
  CallOptions,
  Cancel,
  CreatedBooking,
  NewBooking,
  NewReservation,
  NewWebhook,
  Reschedule,
  Reservation,
  SlotsRequest,
} from './requests.ts'

export interface CalcomClientOptions {
  /** With or without `/v2`: `https://api.cal.com/v2`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** `fingerprint(apiKey)`; its first characters name the credential in traces. Made from the key when absent. */
  readonly fingerprint?: string | undefined
  readonly budget: Budget
  readonly breaker: Breaker
  readonly clock: Clock
  readonly userAgent?: string | undefined
  /** A write's own time-out; nothing of the caller's shortens it. Default 30,000. */
  readonly writeTimeoutMs?: number | undefined
  /** A read that was given less time than this and ran out of it does not count against Cal.com. Default 5,000. */
  readonly patienceMs?: number | undefined
  /** The most connections to Cal.com. Default 64. */
  readonly connections?: number | undefined
}

/**
 * Cal.com API v2 for one credential. Every call passes the breaker and the budget; every failure is a `CalcomError`.
 * Nothing is ever sent twice by the client itself.
 */
export interface CalcomClient {
  slots(request: SlotsRequest, options: CallOptions): Promise<readonly Slot[]>
  createBooking(booking: NewBooking, options: CallOptions): Promise<CreatedBooking>
  getBooking(uid: string, options: CallOptions): Promise<Booking>
  listBookings(query: BookingsQuery, options: CallOptions): Promise<BookingsPage>
  /** Gives the new booking: its `rescheduledFromUid` is the old one. */
  rescheduleBooking(reschedule: Reschedule, options: CallOptions): Promise<Booking>
  cancelBooking(cancel: Cancel, options: CallOptions): Promise<Booking>
  confirmBooking(uid: string, options: CallOptions): Promise<Booking>
  declineBooking(uid: string, reason: string | undefined, options: CallOptions): Promise<Booking>
  reserveSlot(reservation: NewReservation, options: CallOptions): Promise<Reservation>
  releaseReservation(uid: string, options: CallOptions): Promise<void>
  eventTypes(options: CallOptions): Promise<readonly EventType[]>
  eventType(id: number, options: CallOptions): Promise<EventType>
  schedules(options: CallOptions): Promise<readonly Schedule[]>
  me(options: CallOptions): Promise<Me>
  createWebhook(webhook: NewWebhook, options: CallOptions): Promise<WebhookSubscription>
  listWebhooks(options: CallOptions): Promise<readonly WebhookSubscription[]>
  deleteWebhook(id: string, options: CallOptions): Promise<void>
  /** Ends the connections; calls in flight end first. */
  close(): Promise<void>
}

/** Builds the client; connections are made when they are needed. */
export function calcomClient(options: CalcomClientOptions): CalcomClient {
  const { apiKey, budget, breaker, clock } = options
  const { origin, pathname } = new URL(options.baseUrl)
  const transport = undiciTransport(origin, clock, options.connections ?? 64)
  const call = caller({
    transport,
    budget,
    breaker,
    clock,
    headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'user-agent': options.userAgent ?? 'calbridge' },
    basePath: pathname.replace(/\/+$/, '').replace(/\/v2$/, ''),
    credential: (options.fingerprint ?? fingerprint(apiKey)).slice(0, 8),
    writeTimeoutMs: options.writeTimeoutMs ?? 30_000,
    patienceMs: options.patienceMs ?? 5_000,
  })
  return {
    ...slotEndpoints(call),
    ...bookingEndpoints(call),
    ...directoryEndpoints(call),
    ...webhookEndpoints(call),
    close: () => transport.close(),
  }
}
