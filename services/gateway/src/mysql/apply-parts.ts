import { fingerprint, type Keyring } from '@calbridge/calcom'
import type { ApplyTenantRequest, Tenant } from '@calbridge/contracts'
import type { Ids } from '@calbridge/core'
import type { Transaction } from '@calbridge/mysql'
import { completeApiKey, completeCredential } from '../domain/complete-access.ts'
import { completeMapping, mappingKey, resolveMapping } from '../domain/complete-mapping.ts'
import { completeBranch, completeStaff } from '../domain/complete-place.ts'
import { completeService } from '../domain/complete-service.ts'
import { findStanding } from '../domain/named.ts'
import { resolveReference } from '../domain/reference.ts'
import { type Settled, settle } from '../domain/settle.ts'
import { saveApiKey } from './api-key-rows.ts'
import { saveBranch } from './branch-rows.ts'
import { saveCredential } from './credential-rows.ts'
import { saveMapping } from './event-map-rows.ts'
import { saveHook, sealSecrets } from './hook-rows.ts'
import { saveService } from './service-rows.ts'
import { saveStaff } from './staff-rows.ts'

export interface Applying {
  readonly trx: Transaction
  readonly ids: Ids
  readonly keyring: Keyring
  readonly request: ApplyTenantRequest
}

type Part = 'branches' | 'staff' | 'services' | 'credentials' | 'eventMap' | 'webhooks' | 'apiKeys'
type Settle = (applying: Applying, wanted: Tenant, tenant: Tenant) => Promise<Settled<Tenant[Part][number]>>

/** Each kind of thing that a tenant has, in the order in which they refer to each other. `tenant` is what stands so far. */
export const PARTS: readonly { readonly part: Part; readonly settle: Settle }[] = [
  {
    part: 'branches',
    settle: ({ trx, ids }, wanted, tenant) =>
      settle({
        standing: tenant.branches,
        wanted: wanted.branches,
        find: (one, all) => findStanding(all, one),
        complete: (one, before, all, index) => completeBranch(one, before, all, tenant, ids, `tenant.branches[${index}]`),
        save: (next, before) => saveBranch(trx, tenant.id, next, before),
      }),
  },
  {
    part: 'staff',
    settle: ({ trx, ids }, wanted, tenant) =>
      settle({
        standing: tenant.staff,
        wanted: wanted.staff,
        find: (one, all) => findStanding(all, one),
        complete: (one, before, all, index) => completeStaff(one, before, all, tenant, ids, `tenant.staff[${index}]`),
        save: (next, before) => saveStaff(trx, tenant.id, next, before),
      }),
  },
  {
    part: 'services',
    settle: ({ trx }, wanted, tenant) =>
      settle({
        standing: tenant.services,
        wanted: wanted.services,
        find: (one, all) => findStanding(all, one),
        complete: (one, before, _all, index) => completeService(one, before, tenant, `tenant.services[${index}]`),
        save: (next, before) => saveService(trx, tenant.id, next, before),
      }),
  },
  {
    part: 'credentials',
    settle: ({ trx, keyring, request }, wanted, tenant) => {
      const keyOf = (one: { id: string; name: string }) => request.calcomKeys[one.id] ?? request.calcomKeys[one.name]
      return settle({
        standing: tenant.credentials,
        wanted: wanted.credentials,
        find: (one, all) => findStanding(all, one),
        complete: (one, before, _all, index) => completeCredential(one, before, fingerprintOf(keyOf(one)), `tenant.credentials[${index}]`),
        save: (next, before) => {
          const clearKey = before?.fingerprint === next.fingerprint ? undefined : keyOf(next)
          return saveCredential(trx, tenant.id, next, before, { keyring, clearKey, at: `tenant.credentials "${next.name}"` })
        },
      })
    },
  },
  {
    part: 'eventMap',
    settle: ({ trx }, wanted, tenant) =>
      settle({
        standing: tenant.eventMap,
        wanted: wanted.eventMap.map((one, index) => resolveMapping(one, tenant, `tenant.event_map[${index}]`)),
        find: (one, all) => all.find((other) => (one.id ? other.id === one.id : mappingKey(other) === mappingKey(one))),
        complete: (one, before, _all, index) => completeMapping(one, before, tenant, `tenant.event_map[${index}]`),
        save: (next, before) => saveMapping(trx, tenant.id, next, before),
      }),
  },
  {
    part: 'webhooks',
    settle: ({ trx, keyring, request }, wanted, tenant) =>
      settle({
        standing: tenant.webhooks,
        wanted: wanted.webhooks,
        find: (one, all) => all.find(({ hookId }) => hookId === one.hookId),
        complete: ({ hookId, credentialId }, before, _all, index) => ({
          hookId,
          ...sealSecrets(keyring, tenant.id, hookId, request.webhookSecrets[hookId], before),
          credentialId:
            resolveReference(tenant.credentials, credentialId, `tenant.webhooks[${index}].credential_id`) || (before?.credentialId ?? ''),
        }),
        save: (next, before) => saveHook(trx, tenant.id, next, before),
      }),
  },
  {
    part: 'apiKeys',
    settle: ({ trx }, wanted, tenant) =>
      settle({
        standing: tenant.apiKeys,
        wanted: wanted.apiKeys,
        find: (one, all) => all.find(({ id, hash }) => (one.id ? id === one.id : hash === one.hash)),
        complete: (one, before, _all, index) => completeApiKey(one, before, `tenant.api_keys[${index}]`),
        save: (next, before) => saveApiKey(trx, tenant.id, next, before),
      }),
  },
]

const fingerprintOf = (clearKey: string | undefined): string | undefined => (clearKey ? fingerprint(clearKey) : undefined)
