import { isDeepStrictEqual } from 'node:util'
import type { Keyring } from '@calbridge/calcom'
import type { ApplyTenantRequest, Tenant } from '@calbridge/contracts'
import { AppError, type Clock, type Ids } from '@calbridge/core'
import { type Database, isDuplicateKey, type Transaction, transaction } from '@calbridge/mysql'
import { completeCompany } from '../domain/complete-company.ts'
import { PARTS } from './apply-parts.ts'
import { insertCompany, loadCompany, updateCompany } from './company-rows.ts'
import { loadTenant } from './load-tenant.ts'
import { publishTenant } from './publish-tenant.ts'

export interface ApplyTenantDeps {
  readonly db: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly ids: Ids
}

/**
 * Makes the tenant be as wanted, in one transaction that also raises its version and appends it to the outbox; an unchanged
 * tenant keeps its version and is not published. `id` names the tenant; without it the slug does, and a new slug makes a
 * new tenant. Throws AppError not_found, invalid_argument with a field, or conflict when an id or slug is taken.
 */
export async function applyTenant(
  deps: ApplyTenantDeps,
  id: string | undefined,
  request: ApplyTenantRequest,
  wanted: Tenant,
): Promise<Tenant> {
  const once = () => transaction(deps.db, (trx) => apply(deps, trx, id, request, wanted))
  try {
    // Two that make one tenant at once: the second finds it made, and applies to that.
    return await once().catch((error: unknown) => (isDuplicateKey(error, 'unique_companies_slug') && !id ? once() : Promise.reject(error)))
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    throw new AppError('conflict', 'a slug, number or id of the tenant is taken', { reason: 'duplicate', cause: error })
  }
}

async function apply(
  deps: ApplyTenantDeps,
  trx: Transaction,
  id: string | undefined,
  request: ApplyTenantRequest,
  wanted: Tenant,
): Promise<Tenant> {
  const before = await loadCompany(trx, id ? { id } : { slug: wanted.slug }, { lock: true })
  if (id && !before) throw new AppError('not_found', 'no such tenant', { field: 'context.tenant' })
  const company = completeCompany(wanted, before)
  let changed = !before || !isDeepStrictEqual(company, before)
  if (!before) company.id = await insertCompany(trx, company)
  else if (changed) await updateCompany(trx, company)

  const tenant = await loadTenant(trx, company.id)
  if (!tenant) throw new AppError('internal', 'a tenant vanished while it was changed')
  for (const { part, settle } of PARTS) {
    const settled = await settle({ trx, ids: deps.ids, keyring: deps.keyring, request }, wanted, tenant)
    Object.assign(tenant, { [part]: settled.all })
    changed ||= settled.changed
  }
  return changed ? publishTenant(trx, company.id, deps) : tenant
}
