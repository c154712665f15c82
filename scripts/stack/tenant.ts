import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashApiKey } from '@calbridge/calcom'
import { type ApplyTenantRequest, CallContext, DirectoryServiceClient, type Tenant } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { grpcClient } from '@calbridge/grpc'

export interface KnownTenant {
  readonly tenant: Tenant
  readonly apiKey: string
}

/** Applies a tenant to the directory, and makes it one API key that is kept with the stack. Safe to repeat. */
export async function applyTenant(
  {
    state,
    addresses,
    serviceToken,
    request,
  }: { state: string; addresses: readonly string[]; serviceToken: string; request: ApplyTenantRequest },
  scope: Scope,
): Promise<KnownTenant> {
  const directory = grpcClient(DirectoryServiceClient, { addresses, serviceToken, defaultDeadlineMs: 20_000 }, scope)
  const tenant = await directory.applyTenant(request)
  const path = join(state, `api-key-${tenant.slug}`)
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (kept && tenant.apiKeys.some(({ hash }) => hash === hashApiKey(kept))) return { tenant, apiKey: kept }
  const context = CallContext.fromPartial({ tenant: tenant.id })
  const { key } = await directory.createApiKey({ context, name: 'stack', permissions: ['admin'] }, { tenant: tenant.id })
  writeFileSync(path, key, { mode: 0o600 })
  return { tenant, apiKey: key }
}
