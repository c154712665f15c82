import type { CalcomClient, CallOptions } from '@calbridge/calcom'
import { currentTraceparent } from '@calbridge/telemetry'
import type { CalcomPort } from '../application/ports.ts'
import type { Answer } from '../domain/answer.ts'
import { isOurs, metadataOf, phoneOf, reasonOf } from '../domain/booking-request.ts'
import { type Op, standsThere } from '../domain/plan.ts'
import { answerOf } from './answers.ts'
import { lookUp, remoteOf } from './look-up.ts'

export interface CalcomPortOptions {
  /** Most time that a write waits for budget. */
  readonly budgetWaitMs: number
  /** Bound of a whole read. */
  readonly readTimeoutMs: number
}

// Cal.com passes no trace on, but it gives our metadata back: the webhook of this booking goes on with its trace.
const trace = (): Record<string, string> => {
  const traceparent = currentTraceparent()
  return traceparent === undefined ? {} : { calbridge_trace: traceparent }
}

/** Cal.com for sync-worker, on behalf of a tenant: what it says is told as answers and findings. */
export function calcomPort(client: CalcomClient, tenant: string, { budgetWaitMs, readTimeoutMs }: CalcomPortOptions): CalcomPort {
  const write: CallOptions = { priority: 'booking', timeoutMs: budgetWaitMs, tenant }
  const read: CallOptions = { priority: 'sync', timeoutMs: readTimeoutMs, tenant }
  const told = async (op: Op, send: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await send()
    } catch (error) {
      return answerOf(op, error)
    }
  }

  return {
    create: (plan, segment) =>
      told('create', async () => {
        const { name, email, phone, timeZone, language } = plan.attendee
        const { booking, ours } = await client.createBooking(
          {
            eventTypeId: segment.eventTypeId,
            startMs: segment.startMs,
            attendee: { name, email: email.toLowerCase(), phoneNumber: phoneOf(phone), timeZone, language },
            metadata: { ...metadataOf(plan, segment), ...trace() },
            ...(plan.notes !== '' && { bookingFieldsResponses: { notes: plan.notes } }),
          },
          write,
        )
        if (ours) return { kind: 'written', booking: remoteOf(booking) }
        const olderOfOurs = isOurs(booking, plan, segment.index) && standsThere(booking.status)
        return { kind: 'foreign', booking: remoteOf(booking), olderOfOurs }
      }),
    reschedule: (plan, segment) =>
      told('reschedule', async () => {
        // No rescheduledBy: the key is the host's, and Cal.com accepts its moves whoever is named.
        const moved = await client.rescheduleBooking(
          { uid: segment.uid, startMs: segment.startMs, reason: reasonOf(plan, 'rescheduled') },
          write,
        )
        return { kind: 'written', booking: remoteOf(moved) }
      }),
    cancel: (plan, segment) =>
      told('cancel', async () => {
        const cancelled = await client.cancelBooking({ uid: segment.uid, reason: reasonOf(plan, 'cancelled') }, write)
        return { kind: 'written', booking: remoteOf(cancelled) }
      }),
    lookUp: (plan, segment, attempt) => lookUp(client, read, { plan, segment, attempt }),
    isListed: async (segment) => {
      const { eventTypeId, startMs, endMs, uid } = segment
      const slots = await client.slots({ eventTypeId, fromMs: startMs, toMs: endMs, ...(uid !== '' && { reschedulingUid: uid }) }, read)
      return slots.some((slot) => slot.startMs === startMs)
    },
    startOf: async ({ uid }) => (await client.getBooking(uid, read)).startMs,
  }
}
