import type { ApiKey, Tenant } from '@calbridge/contracts'
import type { Clock } from '@calbridge/core'
import type { Directory, FoundApiKey, FoundEventType, FoundHook } from './directory.ts'

type Lookups = Omit<Directory, 'ready' | 'caughtUp'>

/** Tenants and what is looked up in them. One of the same or a higher version replaces a tenant whole. */
export class Projection implements Lookups {
  readonly #clock: Pick<Clock, 'now'>
  readonly #tenants = new Map<string, Tenant>()
  // Outlives a deleted tenant, so that an older record that is sent again does not bring it back.
  readonly #versions = new Map<string, number>()
  readonly #apiKeys = new Map<string, { tenant: Tenant; key: ApiKey }>()
  readonly #hooks = new Map<string, FoundHook>()
  readonly #eventTypes = new Map<string, FoundEventType[]>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Takes what was published for a tenant, null when it was deleted; false when it is older than what is known. */
  apply(id: string, tenant: Tenant | null): boolean {
    if (tenant && tenant.version < (this.#versions.get(id) ?? 0)) return false
    this.#remove(id)
    if (tenant) this.#add(id, tenant)
    return true
  }

  tenant(id: string): Tenant | undefined {
    return this.#tenants.get(id)
  }

  tenants(): readonly Tenant[] {
    return [...this.#tenants.values()]
  }

  findApiKey(hash: string): FoundApiKey | undefined {
    const { tenant, key } = this.#apiKeys.get(hash) ?? {}
    if (!tenant?.active || !key || key.revoked) return undefined
    if (key.expiresAtMs !== 0 && key.expiresAtMs <= this.#clock.now()) return undefined
    return { tenant: tenant.id, keyId: key.id, permissions: key.permissions }
  }

  findHook(hookId: string): FoundHook | undefined {
    return this.#hooks.get(hookId)
  }

  findEventType(eventTypeId: string): readonly FoundEventType[] {
    return this.#eventTypes.get(eventTypeId) ?? []
  }

  #add(id: string, tenant: Tenant): void {
    this.#tenants.set(id, tenant)
    this.#versions.set(id, tenant.version)
    for (const key of tenant.apiKeys) this.#apiKeys.set(key.hash, { tenant, key })
    for (const hook of tenant.webhooks) this.#hooks.set(hook.hookId, { tenant, hook })
    for (const mapping of tenant.eventMap) {
      const others = this.#eventTypes.get(mapping.eventTypeId) ?? []
      this.#eventTypes.set(mapping.eventTypeId, [...others, { tenant, mapping }])
    }
  }

  // Only what is still the tenant's own: a hook or a key may have moved to another meanwhile.
  #remove(id: string): void {
    const old = this.#tenants.get(id)
    if (!old) return
    this.#tenants.delete(id)
    for (const { hash } of old.apiKeys) if (this.#apiKeys.get(hash)?.tenant === old) this.#apiKeys.delete(hash)
    for (const { hookId } of old.webhooks) if (this.#hooks.get(hookId)?.tenant === old) this.#hooks.delete(hookId)
    for (const { eventTypeId } of old.eventMap) {
      const others = this.findEventType(eventTypeId).filter(({ tenant }) => tenant !== old)
      if (others.length > 0) this.#eventTypes.set(eventTypeId, others)
      else this.#eventTypes.delete(eventTypeId)
    }
  }
}

/** The reading side, as plain functions. */
export const lookups = (projection: Projection): Lookups => ({
  tenant: (id) => projection.tenant(id),
  tenants: () => projection.tenants(),
  findApiKey: (hash) => projection.findApiKey(hash),
  findHook: (hookId) => projection.findHook(hookId),
  findEventType: (eventTypeId) => projection.findEventType(eventTypeId),
})
