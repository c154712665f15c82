import { DirectoryServiceService } from '@calbridge/contracts'
import { type GrpcService, service, unary } from '@calbridge/grpc'
import type { ApplyTenantDeps } from '../mysql/apply-tenant.ts'
import { applyTenantRpc } from './apply-tenant.ts'
import { createApiKeyRpc } from './create-api-key.ts'
import { getTenantRpc } from './get-tenant.ts'

export const directoryService = (deps: ApplyTenantDeps & { makeKey: () => string }): GrpcService =>
  service(DirectoryServiceService, {
    getTenant: unary(getTenantRpc(deps.db)),
    applyTenant: unary(applyTenantRpc(deps)),
    createApiKey: unary(createApiKeyRpc(deps, deps.makeKey)),
  })
