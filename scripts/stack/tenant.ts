import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ApplyTenantRequest, DirectoryServiceClient, type Tenant } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { grpcClient } from '@calbridge/grpc'
import type { Secrets } from './secrets.ts'

export interface KnownTenant {
  readonly tenant: Tenant
  readonly apiKey: string
}

/** Applies a tenant to the directory, and makes it one API key that is kept with the stack. Safe to repeat. */
export async function applyTenant(
  { dir, addresses, secrets, request }: { dir: string; addresses: readonly string[]; secrets: Secrets; request: ApplyTenantRequest },
  scope: Scope,
): Promise<KnownTenant> {
  const directory = grpcClient(DirectoryServiceClient, { addresses, serviceToken: secrets.serviceToken, defaultDeadlineMs: 20_000 }, scope)
  const tenant = await directory.applyTenant(request)
  const path = join(dir, `api-key-${tenant.slug}.json`)
  if (existsSync(path)) {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { tenant: string; apiKey: string }
    if (kept.tenant === tenant.id) return { tenant, apiKey: kept.apiKey }
  }
  const context = { tenant: tenant.id, origin: 0, callId: '', requestId: '', idempotencyKey: '' } as const
  const { key } = await directory.createApiKey({ context, name: 'stack', permissions: ['admin'] }, { tenant: tenant.id })
  writeFileSync(path, JSON.stringify({ tenant: tenant.id, apiKey: key }), { mode: 0o600 })
  return { tenant, apiKey: key }
}
