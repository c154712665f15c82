import { type ApplyTenantRequest, DirectoryServiceService, type Tenant } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { authenticator, service, startGrpcServer, unary } from '@calbridge/grpc'

export interface DirectoryStandIn {
  readonly port: number
  readonly applied: ApplyTenantRequest[]
  readonly tenants: Map<string, Tenant>
}

/** The gateway's directory: gives the tenants it was given, and keeps what it was asked to apply. */
export async function directoryStandIn(serviceToken: string, scope: Scope): Promise<DirectoryStandIn> {
  const standIn = { port: 0, applied: [] as ApplyTenantRequest[], tenants: new Map<string, Tenant>() }
  const tenantOf = (id = ''): Tenant => {
    const tenant = standIn.tenants.get(id)
    if (!tenant) throw new AppError('not_found', 'no such tenant', { field: 'context.tenant' })
    return tenant
  }
  const handlers = {
    getTenant: unary(async ({ context }: { context?: { tenant: string } | undefined }) => tenantOf(context?.tenant)),
    applyTenant: unary(async (request: ApplyTenantRequest) => {
      standIn.applied.push(request)
      return tenantOf(request.context?.tenant)
    }),
    createApiKey: unary(async (): Promise<never> => {
      throw new AppError('failed_precondition', 'the stand-in has no such RPC')
    }),
  }
  const options = { host: '127.0.0.1', port: 0, authenticate: authenticator({ serviceToken }), shutdownMs: 200 }
  const { port } = await startGrpcServer({ ...options, services: [service(DirectoryServiceService, handlers)] }, scope)
  return Object.assign(standIn, { port })
}
