import type { FactPlace } from '../application/fact-store.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'

// All keys of a tenant share its hash tag, so that a script may touch several of them in a Redis cluster.
// Names that a script puts together itself (claims, versions) begin with the tenant's prefix too.

export const tenantPrefix = (tenant: string): string => `av:{${tenant}}:`

/** Names a day of a resource inside a tenant: in keys, and in the news of changes. */
export const placeToken = (resource: string, day: EpochDay): string => `${day}|${resource}`

export function parsePlace(token: string): readonly [string, EpochDay] {
  const at = token.indexOf('|')
  return [token.slice(at + 1), Number(token.slice(0, at))]
}

export const keys = {
  /** There while the projection of the tenant's claims is whole. */
  epoch: (tenant: string) => `${tenantPrefix(tenant)}epoch`,
  /** Makes versions and tokens unique beside the time. Never expires. */
  counter: (tenant: string) => `${tenantPrefix(tenant)}counter`,
  /** Who rebuilds the projection. */
  rebuild: (tenant: string) => `${tenantPrefix(tenant)}rebuild`,
  entry: ({ tenant, loadKey }: SlotUnit, day: EpochDay) => `${tenantPrefix(tenant)}slots:${loadKey}:${day}`,
  /** A load belongs to the versions that it began under: others may run beside it for newer ones. */
  lease: ({ tenant, loadKey }: SlotUnit, day: EpochDay, versions: readonly string[]) =>
    `${tenantPrefix(tenant)}lease:${loadKey}:${day}:${versions.join(',')}`,
  version: (tenant: string, resource: string, day: EpochDay) => `${tenantPrefix(tenant)}version:${placeToken(resource, day)}`,
  claims: (tenant: string, resource: string, day: EpochDay) => `${tenantPrefix(tenant)}claims:${placeToken(resource, day)}`,
  fact: ({ tenant, credentialId, kind }: FactPlace) => `${tenantPrefix(tenant)}fact:${credentialId}:${kind}`,
  /** Who asks Cal.com for it. */
  factLease: ({ tenant, credentialId, kind }: FactPlace) => `${tenantPrefix(tenant)}fact-lease:${credentialId}:${kind}`,
  appointment: (tenant: string, uid: string) => `${tenantPrefix(tenant)}appointment:${uid}`,
}

export const channels = {
  /** What changed: drops it from the first levels. */
  changes: 'calbridge:availability:changes',
  /** What was loaded, or could not be: wakes who waits for it. */
  loads: 'calbridge:availability:loads',
}
