import { Tenant } from './gen/calbridge/directory/v1/directory.ts'
import { AppointmentEvent, CalcomWebhook } from './gen/calbridge/events/v1/events.ts'

/** A topic and the protobuf message that its values are. */
export interface Topic<Event> {
  readonly name: string
  /** Only the newest value of a key is kept. */
  readonly compacted: boolean
  readonly message: {
    encode(event: Event): { finish(): Uint8Array }
    decode(bytes: Uint8Array): Event
  }
}

/** Topic name ↔ message type, said here and nowhere else. */
export const topics = {
  /** Key: `recordKey(tenant, appointment uid)`. */
  appointments: { name: 'appointments.v1', compacted: false, message: AppointmentEvent },
  /** Key: `recordKey(tenant, the payload's own uid)`. */
  calcomWebhooks: { name: 'calcom.webhooks.v1', compacted: false, message: CalcomWebhook },
  /** Key: tenant id. */
  directory: { name: 'directory.v1', compacted: true, message: Tenant },
} as const satisfies Record<string, Topic<never>>

export const recordKey = (tenant: string, uid: string): string => `${tenant}/${uid}`

/** Where a message goes that can never be handled. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letter`
