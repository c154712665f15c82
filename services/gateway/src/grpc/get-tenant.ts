import type { GetTenantRequest, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { type Database, read } from '@calbridge/mysql'
import { loadTenant } from '../mysql/load-tenant.ts'

export const getTenantRpc =
  (db: Database) =>
  async ({ context }: GetTenantRequest, call: Call): Promise<Tenant> => {
    requirePermission(call, 'admin')
    const id = requireTenant(call, context)
    const tenant = await read(db, (reader) => loadTenant(reader, id))
    if (!tenant) throw new AppError('not_found', 'no such tenant', { field: 'context.tenant' })
    return tenant
  }
