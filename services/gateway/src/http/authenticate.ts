import { hashApiKey } from '@calbridge/calcom'
import type { Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { allows, type Permission } from '../domain/permissions.ts'
import { HttpError } from './http-error.ts'

type Header = (name: string) => string | undefined

const TENANT_HEADERS = ['x-tenant-id', 'x-company-id']

/**
 * The tenant whose key came along. The key is hashed before it is looked up, so the look-up's time tells nothing about keys.
 * Throws 401 without a known key, 403 when a tenant header names another tenant or the key lacks the permission.
 */
export function authenticate(
  directory: Pick<Directory, 'findApiKey' | 'tenant' | 'ready'>,
  header: Header,
  permission: Permission,
): Tenant {
  const key = /^Bearer +(\S+)$/i.exec(header('authorization') ?? '')?.[1] ?? header('x-api-key')
  const found = key ? directory.findApiKey(hashApiKey(key)) : undefined
  const tenant = found && directory.tenant(found.tenant)
  if (!found || !tenant) {
    if (key && !directory.ready())
      throw new AppError('unavailable', 'still starting', { reason: 'directory_not_ready', retryAfterMs: 1_000 })
    throw new HttpError(401, key ? 'The API key is not valid' : 'An API key is required: Authorization: Bearer <key>, or X-API-Key', {
      reason: key ? 'invalid_api_key' : 'missing_api_key',
      headers: { 'WWW-Authenticate': 'Bearer realm="calbridge"' },
    })
  }
  for (const name of TENANT_HEADERS) {
    const named = header(name)
    if (named !== undefined && named !== tenant.id)
      throw new HttpError(403, `${name} is not the tenant of the API key`, { reason: 'other_tenant', field: name })
  }
  if (!allows(found.permissions, permission))
    throw new HttpError(403, `The API key lacks the permission "${permission}"`, { reason: 'missing_permission' })
  return tenant
}
