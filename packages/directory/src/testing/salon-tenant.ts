import type { Branch, Credential, Staff, Tenant, Webhook } from '@calbridge/contracts'
import { salonEventMap } from './salon-event-map.ts'
import { SALON } from './salon-ids.ts'
import { salonServices } from './salon-services.ts'

/** What a test wants otherwise. */
export type Changes = Partial<Tenant>

/**
 * A salon in Berlin: two branches, five staff, eight services, one of them composite; see `SALON` for its ids.
 * Each call gives an object of its own. Its sealed keys and secrets are filler: nothing opens them.
 */
export const salonTenant = (changes: Changes = {}): Tenant => ({
  id: SALON.tenant,
  version: 1,
  slug: 'salon-am-park',
  name: 'Salon am Park',
  active: true,
  timeZone: 'Europe/Berlin',
  placeholderDomain: 'salon.invalid',
  branches: branches(),
  services: salonServices(),
  staff: staff(),
  eventMap: salonEventMap(),
  credentials: [credential(SALON.credentials.mitte, 'Mitte'), credential(SALON.credentials.nord, 'Nord')],
  apiKeys: [
    {
      id: '1',
      hash: SALON.apiKey.hash,
      permissions: ['read', 'book', 'cancel', 'reschedule', 'admin'],
      expiresAtMs: 0,
      revoked: false,
    },
  ],
  webhooks: [webhook(SALON.hooks.mitte, SALON.credentials.mitte), webhook(SALON.hooks.nord, SALON.credentials.nord)],
  limits: { availabilityPerMinute: 0, bookingsPerMinute: 0, changesPerMinute: 0, webhooksPerSecond: 0 },
  features: {},
  ...changes,
})

const branches = (): Branch[] =>
  Object.entries(SALON.branches).map(([slug, id], at) => ({
    id,
    legacyId: String(at + 1),
    slug,
    name: slug === 'mitte' ? 'Mitte' : 'Nord',
    timeZone: 'Europe/Berlin',
    active: true,
  }))

const staff = (): Staff[] =>
  Object.entries(SALON.staff).map(([slug, id], at) => ({
    id,
    legacyId: String(at + 1),
    name: slug.charAt(0).toUpperCase() + slug.slice(1),
    email: `${slug}@salon.invalid`,
    branchId: at < 3 ? SALON.branches.mitte : SALON.branches.nord,
    calcomUserId: 101 + at,
    active: true,
    timeZone: '',
    slug,
  }))

const credential = (id: string, name: string): Credential => ({
  id,
  name,
  baseUrl: 'http://127.0.0.1:4000',
  encryptedKey: Buffer.from(`sealed-${id}`),
  keyId: 'k1',
  fingerprint: id.padStart(64, '0'),
  callsPerMinute: 0,
})

const webhook = (hookId: string, credentialId: string): Webhook => ({
  hookId,
  encryptedSecrets: [Buffer.from(`sealed-${hookId}`)],
  keyId: 'k1',
  credentialId,
})
