import type { CalcomWebhook, Keyring } from '@calbridge/calcom'
import { hookContext, type Tenant, type Webhook } from '@calbridge/contracts'
import type { Directory } from '@calbridge/directory'
import type { WebhookStore } from './ports.ts'

export interface Claimed {
  readonly tenant: Tenant
  /** Clear; one, or two during a rotation. */
  readonly secrets: readonly string[]
}

interface Deps {
  readonly directory: Pick<Directory, 'findHook' | 'findEventType' | 'tenant'>
  readonly store: Pick<WebhookStore, 'tenantOf'>
  readonly keyring: Pick<Keyring, 'open'>
}

/** Whose hook this is. Its secret then has to verify the delivery. */
export function byHook({ directory, keyring }: Pick<Deps, 'directory' | 'keyring'>, hookId: string): Claimed | undefined {
  const found = directory.findHook(hookId)
  return found && { tenant: found.tenant, secrets: secretsOf(keyring, found.tenant, [found.hook]) }
}

/**
 * Whose delivery this claims to be where the URL does not say it: by the event type, else by the booking. One tenant at most,
 * whose secrets then have to verify it: secrets of all tenants are never tried.
 */
export async function byContent({ directory, store, keyring }: Deps, claimed: CalcomWebhook): Promise<Claimed | undefined> {
  const { eventTypeId, uid } = claimed
  const owner = eventTypeId === undefined ? undefined : onlyOwner(directory, String(eventTypeId))
  const tenant = owner ?? (uid ? directory.tenant((await store.tenantOf(uid)) ?? '') : undefined)
  return tenant && { tenant, secrets: secretsOf(keyring, tenant, tenant.webhooks) }
}

function onlyOwner(directory: Pick<Directory, 'findEventType'>, eventTypeId: string): Tenant | undefined {
  const tenants = new Map(directory.findEventType(eventTypeId).map(({ tenant }) => [tenant.id, tenant]))
  return tenants.size === 1 ? [...tenants.values()][0] : undefined
}

const secretsOf = (keyring: Pick<Keyring, 'open'>, tenant: Tenant, hooks: readonly Webhook[]): string[] =>
  hooks.flatMap(({ hookId, encryptedSecrets, keyId }) =>
    encryptedSecrets.map((bytes) => keyring.open(bytes, keyId, hookContext(tenant.id, hookId))),
  )
