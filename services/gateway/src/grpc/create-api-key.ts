import { hashApiKey } from '@calbridge/calcom'
import type { CreateApiKeyRequest, CreateApiKeyResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { checkPermissions } from '../domain/check-tenant.ts'
import type { ApplyTenantDeps } from '../mysql/apply-tenant.ts'
import { createApiKey } from '../mysql/create-api-key.ts'

/** `makeKey` gives 256 random bits as text; only their hash is kept. */
export const createApiKeyRpc =
  (deps: Omit<ApplyTenantDeps, 'keyring'>, makeKey: () => string) =>
  async ({ context, name, permissions }: CreateApiKeyRequest, call: Call): Promise<CreateApiKeyResponse> => {
    requirePermission(call, 'admin')
    const tenant = requireTenant(call, context)
    if (name.trim() === '' || name.length > 100)
      throw new AppError('invalid_argument', 'name must have 1 to 100 characters', { field: 'name' })
    if (permissions.length === 0) throw new AppError('invalid_argument', 'permissions must not be empty', { field: 'permissions' })
    checkPermissions(permissions, 'permissions')
    const key = `cb_${makeKey()}`
    return { key, apiKey: await createApiKey(deps, tenant, { name, hash: hashApiKey(key), permissions: [...new Set(permissions)] }) }
  }
