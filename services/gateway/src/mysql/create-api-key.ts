import type { ApiKey } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { transaction } from '@calbridge/mysql'
import { insertApiKey } from './api-key-rows.ts'
import type { ApplyTenantDeps } from './apply-tenant.ts'
import { loadCompany } from './company-rows.ts'
import { publishTenant } from './publish-tenant.ts'

/** Stores a key's hash and publishes the tenant. Throws AppError not_found for an unknown tenant. */
export async function createApiKey(
  deps: Omit<ApplyTenantDeps, 'keyring'>,
  tenant: string,
  { name, hash, permissions }: { name: string; hash: string; permissions: readonly string[] },
): Promise<ApiKey> {
  return transaction(deps.db, async (trx) => {
    if (!(await loadCompany(trx, { id: tenant }, { lock: true })))
      throw new AppError('not_found', 'no such tenant', { field: 'context.tenant' })
    const key = { id: '', hash, permissions: [...permissions], expiresAtMs: 0, revoked: false }
    const stored = await insertApiKey(trx, tenant, name, key)
    await publishTenant(trx, tenant, deps)
    return stored
  })
}
