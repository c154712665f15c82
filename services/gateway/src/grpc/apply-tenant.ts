import type { ApplyTenantRequest, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { checkTenant } from '../domain/check-tenant.ts'
import { type ApplyTenantDeps, applyTenant } from '../mysql/apply-tenant.ts'

/** A service that acts for no tenant may make one; everybody else changes their own. */
export const applyTenantRpc =
  (deps: ApplyTenantDeps) =>
  async (request: ApplyTenantRequest, call: Call): Promise<Tenant> => {
    requirePermission(call, 'admin')
    const { tenant } = request
    if (!tenant) throw new AppError('invalid_argument', 'tenant is required', { field: 'tenant' })
    const named = request.context?.tenant || tenant.id
    const id = call.principal.tenant || named ? requireTenant(call, { tenant: named }) : undefined
    if (tenant.id && tenant.id !== id)
      throw new AppError('permission_denied', 'tenant.id is not the tenant of the context', { field: 'tenant.id' })
    checkTenant({ ...tenant, id: id ?? '' })
    return applyTenant(deps, id, request, tenant)
  }
