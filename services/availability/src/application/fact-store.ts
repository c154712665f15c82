import type { FactKind } from '../domain/fact.ts'
import type { LoadFailure } from './slot-store.ts'

/** Names a fact: a kind, of the account that a tenant's key of Cal.com belongs to. */
export interface FactPlace<Kind extends FactKind = FactKind> {
  readonly tenant: string
  readonly credentialId: string
  readonly kind: Kind
}

/** Times on the store's clock. */
export interface StoredFact {
  readonly value: unknown
  readonly askedAtMs: number
  /** After that it is only good while nothing better can be had. */
  readonly expiresAtMs: number
}

export interface FactRead {
  readonly nowMs: number
  readonly fact: StoredFact | undefined
  /** Of whatever is stored, also where it can't be understood; empty for nothing. */
  readonly stamp: string
}

/** `token` to ask Cal.com; else somebody else does, for as long as that may be believed: 0 when it is done already. */
export type FactLease = { readonly token: string; readonly nowMs: number } | { readonly token: undefined; readonly otherMs: number }

/** What all processes know of accounts at Cal.com. Every method throws `unavailable` with reason `redis` when it is out of reach. */
export interface FactStore {
  read(place: FactPlace): Promise<FactRead>
  /** One at a time asks, unless somebody stored something since it was read. */
  lease(place: FactPlace, stamp: string): Promise<FactLease>
  /** Stores it unless somebody else has taken the lease over, ends the lease, and tells who waits. */
  complete(place: FactPlace, token: string, fact: StoredFact): Promise<void>
  /** Ends the lease without a result, and tells who waits why. */
  abandon(place: FactPlace, token: string, failure: LoadFailure): Promise<void>
}

/** Names a fact for those who wait for it, in whatever process. */
export const factId = ({ tenant, credentialId, kind }: FactPlace): string => `fact|${tenant}|${credentialId}|${kind}`
