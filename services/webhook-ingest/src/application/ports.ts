import type { CalcomWebhook } from '@calbridge/contracts'
import type { ContentHashes } from '../domain/content.ts'
import type { Quarantine } from '../domain/quarantine.ts'

export interface Delivery {
  readonly eventId: string
  readonly tenant: string
  readonly hookId: string
  readonly trigger: string
  readonly uid: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly rawBody: Uint8Array
  readonly hashes: ContentHashes
  readonly sentAtMs: number
  readonly receivedAtMs: number
  /** Goes on to booking with the same commit; absent where nothing here handles it. */
  readonly message: CalcomWebhook | undefined
  /** Why it goes nowhere. */
  readonly ignoredBecause: Quarantine | undefined
}

export interface Stored {
  readonly duplicate: boolean
  /** Of a duplicate: the id under which the first one was stored. */
  readonly eventId: string
}

export interface WebhookStore {
  /** One transaction: the delivery and its message, or neither. The same again changes nothing but a count. */
  store(delivery: Delivery): Promise<Stored>
  /** The tenant for whom a booking of this uid was taken first. */
  tenantOf(uid: string): Promise<string | undefined>
}
