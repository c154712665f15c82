import type { CalcomWebhook, Keyring } from '@calbridge/calcom'
import { hookContext, type Tenant, type Webhook } from '@calbridge/contracts'
import type { Directory } from '@calbridge/directory'
import type { WebhookStore } from './ports.ts'

export interface FoundTenant {
  readonly tenant: Tenant
  /** Clear; one, or two during a rotation. */
  readonly secrets: readonly string[]
}

interface Deps {
  readonly directory: Pick<Directory, 'findHook' | 'findEventType' | 'tenant'>
  readonly store: Pick<WebhookStore, 'tenantsOf'>
  readonly keyring: Pick<Keyring, 'open'>
}

/**
 * Whose delivery this claims to be; its secrets then have to verify it. By the hook's id; on the old URLs by the event type,
 * else by the booking. One tenant at most: secrets of all tenants are never tried.
 */
export async function findTenant(
  { directory, store, keyring }: Deps,
  hookId: string,
  claimed: CalcomWebhook,
): Promise<FoundTenant | undefined> {
  if (hookId) {
    const found = directory.findHook(hookId)
    return found && { tenant: found.tenant, secrets: secretsOf(keyring, found.tenant, [found.hook]) }
  }
  const tenant =
    (claimed.eventTypeId !== undefined && onlyOwner(directory, String(claimed.eventTypeId))) ||
    (await ofBooking(directory, store, claimed.uid))
  return tenant && { tenant, secrets: secretsOf(keyring, tenant, tenant.webhooks) }
}

function onlyOwner(directory: Pick<Directory, 'findEventType'>, eventTypeId: string): Tenant | undefined {
  const tenants = new Map(directory.findEventType(eventTypeId).map(({ tenant }) => [tenant.id, tenant]))
  return tenants.size === 1 ? [...tenants.values()][0] : undefined
}

async function ofBooking(
  directory: Pick<Directory, 'tenant'>,
  store: Pick<WebhookStore, 'tenantsOf'>,
  uid: string | undefined,
): Promise<Tenant | undefined> {
  const ids = uid ? await store.tenantsOf(uid) : []
  return ids.length === 1 ? directory.tenant(ids[0] ?? '') : undefined
}

const secretsOf = (keyring: Pick<Keyring, 'open'>, tenant: Tenant, hooks: readonly Webhook[]): string[] =>
  hooks.flatMap(({ hookId, encryptedSecrets, keyId }) =>
    encryptedSecrets.map((bytes) => keyring.open(bytes, keyId, hookContext(tenant.id, hookId))),
  )
