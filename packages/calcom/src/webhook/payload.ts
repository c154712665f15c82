import { AppError } from '@calbridge/core'
import { z } from 'zod'
import { count, flag, instantIfAny, listOf, metadata, text } from '../responses/fields.ts'
import type { CalcomWebhook, WebhookPerson } from './model.ts'
import { kindOf, normalTrigger } from './triggers.ts'

// The old interface's senders write ids as strings, too.
const id = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined)

const boolean = z.boolean().nullish().catch(undefined)

const person = z
  .object({
    id: count,
    name: text,
    email: text,
    phoneNumber: text,
    timeZone: text,
    // The object first: `text` takes everything and makes nothing of it.
    language: z.union([z.object({ locale: text }).transform(({ locale }) => locale), text]).catch(undefined),
    locale: text,
    noShow: boolean,
  })
  .transform(({ locale, ...rest }): WebhookPerson => ({ ...rest, language: rest.language ?? locale, noShow: rest.noShow ?? undefined }))

const payload = z.object({
  uid: text,
  bookingUid: text,
  bookingId: id,
  id,
  rescheduleUid: text,
  rescheduleId: id,
  rescheduleStartTime: instantIfAny,
  rescheduleEndTime: instantIfAny,
  status: text,
  eventTypeId: id,
  eventType: z.object({ id }).nullish().catch(undefined),
  type: text,
  title: text,
  startTime: instantIfAny,
  endTime: instantIfAny,
  start: instantIfAny,
  end: instantIfAny,
  organizer: person.nullish().catch(undefined),
  user: person.nullish().catch(undefined),
  attendees: listOf(person).catch([]),
  metadata,
  location: text,
  cancellationReason: text,
  rejectionReason: text,
  requestReschedule: flag,
  iCalUID: text,
  iCalSequence: count,
})

const envelope = z.looseObject({
  triggerEvent: z.string().min(1),
  createdAt: instantIfAny,
  payload: z.record(z.string(), z.unknown()).nullish().catch(undefined),
})

const STATUSES = ['accepted', 'pending', 'cancelled', 'rejected'] as const

/**
 * Reads a delivery of any generation and spelling; unknown triggers are kind `unknown`, and what cannot be read of a known
 * one is undefined. Throws AppError `invalid_argument` when it is no JSON object with a `triggerEvent`.
 */
export function parseWebhook(rawBody: Uint8Array | string): CalcomWebhook {
  const { triggerEvent, createdAt, payload: nested, ...flat } = readEnvelope(rawBody)
  const trigger = normalTrigger(triggerEvent)
  const read = payload.safeParse(nested ?? flat)
  if (!read.success) throw new AppError('invalid_argument', 'the payload cannot be read', { field: 'payload', cause: read.error })
  const it = read.data
  return {
    kind: kindOf(trigger),
    trigger,
    createdAtMs: createdAt,
    uid: it.uid ?? it.bookingUid,
    bookingId: it.bookingId ?? it.id,
    rescheduledFromUid: it.rescheduleUid,
    rescheduledFromId: it.rescheduleId,
    rescheduledFromStartMs: it.rescheduleStartTime,
    rescheduledFromEndMs: it.rescheduleEndTime,
    status: STATUSES.find((status) => status === it.status?.toLowerCase()),
    eventTypeId: it.eventTypeId ?? it.eventType?.id,
    eventTypeSlug: it.type,
    title: it.title,
    startMs: it.startTime ?? it.start,
    endMs: it.endTime ?? it.end,
    organizer: it.organizer ?? it.user ?? undefined,
    attendees: it.attendees,
    metadata: it.metadata,
    location: it.location,
    cancellationReason: it.cancellationReason,
    rejectionReason: it.rejectionReason,
    requestReschedule: it.requestReschedule,
    iCalUid: it.iCalUID,
    iCalSequence: it.iCalSequence,
  }
}

function readEnvelope(rawBody: Uint8Array | string): z.output<typeof envelope> {
  let json: unknown
  try {
    json = JSON.parse(typeof rawBody === 'string' ? rawBody : new TextDecoder('utf-8', { fatal: true }).decode(rawBody))
  } catch (cause) {
    throw new AppError('invalid_argument', 'the body must be JSON', { reason: 'malformed_json', cause })
  }
  const read = envelope.safeParse(json)
  if (!read.success) throw new AppError('invalid_argument', 'triggerEvent is required', { field: 'triggerEvent', cause: read.error })
  return read.data
}
