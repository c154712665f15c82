import { AppError } from '@calbridge/core'
import type { Call } from '@calbridge/grpc'

/** For what only our own services may do, whatever a tenant's key permits. */
export function requireService({ principal }: Pick<Call, 'principal'>): void {
  if (principal.kind !== 'service') throw new AppError('permission_denied', 'only for services', { reason: 'service_only' })
}
