import { type Booking, type CalcomClient, CalcomError, type CallOptions } from '@calbridge/calcom'
import type { Credential, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Range, RemoteSide } from '../application/ports.ts'
import { tooMany } from '../application/too-many.ts'
import { type RemoteBooking, standsThere } from '../domain/booking.ts'

/** Throws AppError when the sealed key can't be opened. */
export type ClientOf = (tenant: string, credential: Credential) => CalcomClient

export interface RemoteSideOptions {
  readonly tenant: Tenant
  readonly clientOf: ClientOf
  /** Bounds one request, the waiting for budget included. */
  readonly timeoutMs: () => number
  readonly signal: AbortSignal
  readonly maxBookings: number
}

const TAKE = 250
// Cal.com filters by end, we by start: no booking is longer than this.
const LONGEST_MS = 86_400_000
/** Longer chains of moves are not followed further. */
const MAX_CHAIN = 10

/** Cal.com's side of one tenant. A key sees what its user hosts or attends, so one booking may be seen by two. */
export function remoteSide({ tenant, clientOf, timeoutMs, signal, maxBookings }: RemoteSideOptions): RemoteSide & { calls: number } {
  const side = { calls: 0 }
  const options = (): CallOptions => ({ priority: 'reconcile', signal, timeoutMs: timeoutMs() })
  const count = <T>(result: Promise<T>): Promise<T> => {
    side.calls++
    return result
  }

  async function listOf(credential: Credential, { fromMs, toMs }: Range): Promise<RemoteBooking[]> {
    const client = clientOf(tenant.id, credential)
    const query = { afterStartMs: fromMs, beforeEndMs: toMs + LONGEST_MS, sort: { by: 'start', order: 'asc' } as const, take: TAKE }
    const found: Booking[] = []
    for (let skip = 0; ; skip += TAKE) {
      if (skip >= maxBookings) throw tooMany()
      const page = await count(client.listBookings({ ...query, skip }, options()))
      found.push(...page.bookings)
      if (page.last) break
    }
    return found.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).map((booking) => toRemote(booking, tenant, credential.id))
  }

  return Object.assign(side, {
    async list(range: Range) {
      const lists = await Promise.all(distinctKeys(tenant).map((credential) => named(credential, listOf(credential, range))))
      return [...new Map(lists.flat().map((booking) => [booking.uid, booking])).values()]
    },
    async chain(uid: string, credentialId: string) {
      // A uid can be read with any key; the booking's own is only the first choice.
      const credential = tenant.credentials.find(({ id }) => id === credentialId) ?? tenant.credentials[0]
      if (!credential) throw new AppError('failed_precondition', 'the tenant has no key of Cal.com', { reason: 'credential_missing' })
      const client = clientOf(tenant.id, credential)
      const chain: RemoteBooking[] = []
      for (let next: string | undefined = uid; next && chain.length < MAX_CHAIN; next = chain.at(-1)?.rescheduledToUid) {
        const booking = await unlessAbsent(count(client.getBooking(next, options())))
        if (!booking) break
        chain.push(toRemote(booking, tenant, credential.id))
        if (standsThere(booking)) break
      }
      return chain
    },
  })
}

/** Two names of one key see the same. */
const distinctKeys = ({ credentials }: Tenant): Credential[] => [
  ...new Map(credentials.map((one) => [`${one.baseUrl} ${one.fingerprint}`, one])).values(),
]

async function named<T>(credential: Credential, result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    const { code, message, reason, retryAfterMs, field } = AppError.from(error)
    throw new AppError(code, `credential ${credential.id}: ${message}`, { reason, retryAfterMs, field, cause: error })
  }
}

export async function unlessAbsent(result: Promise<Booking>): Promise<Booking | undefined> {
  try {
    return await result
  } catch (error) {
    if (error instanceof CalcomError && error.kind === 'not_found') return undefined
    throw error
  }
}

export function toRemote(booking: Booking, tenant: Tenant, credentialId: string): RemoteBooking {
  const { calbridge_tenant: madeFor, calbridge_appointment: appointmentUid } = booking.metadata
  return {
    uid: booking.uid,
    status: booking.status,
    startMs: booking.startMs,
    hostIds: booking.hosts.flatMap(({ id }) => id ?? []),
    rescheduledFromUid: booking.rescheduledFromUid,
    rescheduledToUid: booking.rescheduledToUid,
    appointmentUid: madeFor === tenant.id ? appointmentUid : undefined,
    credentialId,
    ours: madeFor ? madeFor === tenant.id : tenant.eventMap.some(({ eventTypeId }) => eventTypeId === String(booking.eventTypeId)),
  }
}
