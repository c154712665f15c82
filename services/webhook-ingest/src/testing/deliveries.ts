import { createHmac, randomUUID } from 'node:crypto'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'

export const SECRETS = { mitte: 'secret-of-mitte', mitteNew: 'second-secret-of-mitte', nord: 'secret-of-nord', other: 'secret-of-another' }
/** Another tenant's. */
export const OTHER = { tenant: '2', hook: 'hook-other', eventType: '77001' }
/** Mapped by both tenants. */
export const SHARED_EVENT_TYPE = 77_002
export const OWN_EVENT_TYPE = Number(eventTypeAt('cut', 'mara'))
export const HOOK = SALON.hooks.mitte

export const sign = (body: string | Uint8Array, secret = SECRETS.mitte): string => createHmac('sha256', secret).update(body).digest('hex')
export const uidOf = (): string => randomUUID().replaceAll('-', '').slice(0, 22)

/** A body as Cal.com sends it; `payload` over the booking's, `rest` over the envelope's. */
export function bodyOf(payload: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): string {
  const booking = {
    uid: uidOf(),
    bookingId: 4711,
    eventTypeId: OWN_EVENT_TYPE,
    title: 'Haarschnitt',
    startTime: '2027-03-01T09:00:00Z',
    endTime: '2027-03-01T09:45:00Z',
    status: 'ACCEPTED',
    organizer: { id: 101, name: 'Mara', email: 'mara@salon.invalid', timeZone: 'Europe/Berlin', language: { locale: 'de' } },
    attendees: [{ name: 'Max', email: 'max@example.com', timeZone: 'Europe/Berlin', language: { locale: 'de' } }],
    metadata: { calbridge_change: 'change-1' },
    ...payload,
  }
  return JSON.stringify({ triggerEvent: 'BOOKING_CREATED', createdAt: '2026-11-21T09:00:00.000Z', payload: booking, ...rest })
}
