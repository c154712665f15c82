import type { CalcomWebhook } from '@calbridge/contracts'
import type { ContentHashes } from '../domain/content.ts'

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
  readonly ignoredBecause: string | undefined
}

export interface WebhookStore {
  /** One transaction: the delivery and its message, or neither. `duplicate` when the same was stored before. */
  store(delivery: Delivery): Promise<'stored' | 'duplicate'>
  /** The tenants to which bookings of this uid were delivered. */
  tenantsOf(uid: string): Promise<string[]>
}
