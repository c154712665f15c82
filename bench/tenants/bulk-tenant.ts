import { fingerprint, type Keyring } from '@calbridge/calcom'
import { credentialContext, type Tenant } from '@calbridge/contracts'
import { salonTenant } from '@calbridge/directory/testing'

/** A salon with all its event types, a key of its own for each of its credentials, and Cal.com at the URL. */
export function bulkTenant(id: string, calcomUrl: string, keyring: Pick<Keyring, 'seal'>): Tenant {
  const salon = salonTenant({ id, slug: `bulk-${id}`, apiKeys: [], webhooks: [] })
  return {
    ...salon,
    eventMap: salon.eventMap.map((mapping, n) => ({ ...mapping, eventTypeId: `${id}${String(n).padStart(3, '0')}` })),
    credentials: salon.credentials.map((credential) => {
      const apiKey = `cal_live_bulk_${id}_${credential.id}`
      const { bytes, keyId } = keyring.seal(apiKey, credentialContext(id, credential.id))
      return { ...credential, baseUrl: calcomUrl, encryptedKey: Buffer.from(bytes), keyId, fingerprint: fingerprint(apiKey) }
    }),
  }
}
