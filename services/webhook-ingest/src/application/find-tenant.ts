import type { CalcomWebhook, Keyring } from '@calbridge/calcom'
import { hookContext, type Tenant, type Webhook } from '@calbridge/contracts'
import type { Directory } from '@calbridge/directory'
import type { WebhookStore } from './ports.ts'

/** Whose a delivery may be: one of these hooks' secrets has to verify it. */
export interface Claimed {
  readonly tenant: Tenant
  readonly hooks: readonly Webhook[]
}

/** Far more than share one by accident; each costs a hash of the body. */
const MOST_OWNERS = 8

/** Whose hook this is. */
export function byHook(directory: Pick<Directory, 'findHook'>, hookId: string): Claimed[] {
  const found = directory.findHook(hookId)
  return found ? [{ tenant: found.tenant, hooks: [found.hook] }] : []
}

interface Deps {
  readonly directory: Pick<Directory, 'findEventType' | 'tenant'>
  readonly store: Pick<WebhookStore, 'tenantOf'>
}

/**
 * Whose a delivery may be where the URL does not say it: who has its event type, else its booking. Several have one where two
 * Cal.coms count alike, or where somebody maps what is not his: then the signature tells, and nobody silences another.
 * Secrets of all tenants are never tried.
 */
export async function byContent({ directory, store }: Deps, { eventTypeId, uid }: CalcomWebhook): Promise<Claimed[]> {
  const owners = eventTypeId === undefined ? [] : ownersOf(directory, String(eventTypeId))
  const ofBooking = owners.length === 0 && uid ? directory.tenant((await store.tenantOf(uid)) ?? '') : undefined
  return (ofBooking ? [ofBooking] : owners).map((tenant) => ({ tenant, hooks: tenant.webhooks }))
}

/** The oldest ones: who comes later pushes nobody out. */
function ownersOf(directory: Pick<Directory, 'findEventType'>, eventTypeId: string): Tenant[] {
  const tenants = new Map(directory.findEventType(eventTypeId).map(({ tenant }) => [tenant.id, tenant]))
  return [...tenants.values()].sort((a, b) => Number(a.id) - Number(b.id)).slice(0, MOST_OWNERS)
}

/**
 * The first one whose secrets (clear; two during a rotation) verify the delivery. Where none does, a secret that cannot be
 * opened is the reason to tell: throws what the keyring throws.
 */
export function verifiedTenant(
  keyring: Pick<Keyring, 'open'>,
  claimed: readonly Claimed[],
  verifies: (secrets: readonly string[]) => boolean,
): Tenant | undefined {
  const failures: unknown[] = []
  for (const { tenant, hooks } of claimed) {
    try {
      if (verifies(secretsOf(keyring, tenant, hooks))) return tenant
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return undefined
}

const secretsOf = (keyring: Pick<Keyring, 'open'>, tenant: Tenant, hooks: readonly Webhook[]): string[] =>
  hooks.flatMap(({ hookId, encryptedSecrets, keyId }) =>
    encryptedSecrets.map((bytes) => keyring.open(bytes, keyId, hookContext(tenant.id, hookId))),
  )
