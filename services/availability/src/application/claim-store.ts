import type { Claim } from '@calbridge/contracts'
import type { Projection } from '../domain/projection.ts'

/** The projection of claims that all processes share. Every method throws `unavailable` with reason `redis` when it is out of reach. */
export interface ClaimStore {
  /**
   * Replaces the appointment's claims and bumps versions, in one step that all processes are told of.
   * False: nothing changed, because as new a version of the appointment was seen before.
   */
  apply(projection: Projection): Promise<boolean>
  /** Undefined when another process rebuilds the tenant's claims just now, for at most `otherMs` more. */
  beginRebuild(tenant: string): Promise<{ readonly token: string } | { readonly token: undefined; readonly otherMs: number }>
  /** Adds claims that nothing newer is known about. False: the store was flushed meanwhile, and this rebuild is void. */
  addRebuilt(tenant: string, token: string, claims: readonly Claim[]): Promise<boolean>
  /** From now on the claims are whole. False as above. */
  finishRebuild(tenant: string, token: string): Promise<boolean>
  abandonRebuild(tenant: string, token: string): Promise<void>
}
