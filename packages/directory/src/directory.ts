import type { ApiKey, EventMapping, Tenant, Webhook } from '@calbridge/contracts'

export interface FoundApiKey {
  /** Tenant id. */
  readonly tenant: string
  readonly keyId: ApiKey['id']
  readonly permissions: readonly string[]
}

export interface FoundHook {
  readonly tenant: Tenant
  readonly hook: Webhook
}

export interface FoundEventType {
  readonly tenant: Tenant
  readonly mapping: EventMapping
}

/** The tenants as they were published last. Look-ups are in memory and never wait; what they give is not to be changed. */
export interface Directory {
  tenant(id: string): Tenant | undefined
  tenants(): readonly Tenant[]
  /** By SHA-256 of the key, hex. A revoked or expired key, or one of an inactive tenant, is not found. */
  findApiKey(hash: string): FoundApiKey | undefined
  /** By the id in the hook's URL. */
  findHook(hookId: string): FoundHook | undefined
  /** Every row of every tenant's event map with this event type; empty for an unknown one. */
  findEventType(eventTypeId: string): readonly FoundEventType[]
  /** False until everything that was published before the start has been read. */
  ready(): boolean
  /** Resolves when `ready`; rejects with AppError `unavailable` when that takes longer than its bound. */
  readonly caughtUp: Promise<void>
}
