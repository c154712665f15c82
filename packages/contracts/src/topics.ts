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

const topic = <Event>(name: string, message: Topic<Event>['message'], { compacted = false } = {}): Topic<Event> => ({
  name,
  message,
  compacted,
})

/** Topic name ↔ message type, said here and nowhere else. */
export const topics = {
  /** Key: `recordKey(tenant, appointment uid)`. */
  appointments: topic('appointments.v1', AppointmentEvent),
  /** Key: `recordKey(tenant, the payload's own uid)`. */
  calcomWebhooks: topic('calcom.webhooks.v1', CalcomWebhook),
  /** Key: tenant id. */
  directory: topic('directory.v1', Tenant, { compacted: true }),
}

export const recordKey = (tenant: string, uid: string): string => `${tenant}/${uid}`

/** Where a message goes that can never be handled. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letter`
