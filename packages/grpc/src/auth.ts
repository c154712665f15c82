import { hash, timingSafeEqual } from 'node:crypto'
import { AppError } from '@calbridge/core'
import type { Metadata } from '@grpc/grpc-js'
import type { Call, Principal } from './call.ts'

export const TENANT_HEADER = 'x-calbridge-tenant'
const API_KEY_HEADER = 'x-api-key'

export interface KnownApiKey {
  readonly tenant: string
  readonly permissions: readonly string[]
}

export interface AuthenticatorOptions {
  readonly serviceToken: string
  /** Gets the key's SHA-256 in hex. Gives nothing for unknown, revoked and expired ones. Without it API keys are not taken. */
  readonly findApiKey?: ((hash: string) => KnownApiKey | undefined | Promise<KnownApiKey | undefined>) | undefined
}

/** Throws `unauthenticated`; never says which part was wrong. */
export type Authenticate = (metadata: Metadata) => Principal | Promise<Principal>

const ALL: ReadonlySet<string> = new Set(['read', 'book', 'cancel', 'reschedule', 'admin'])
const MIN_TOKEN_CHARS = 32

/** Takes `authorization: Bearer <service token>` (with `x-calbridge-tenant`), or `x-api-key`. */
export function authenticator({ serviceToken, findApiKey }: AuthenticatorOptions): Authenticate {
  if (serviceToken.length < MIN_TOKEN_CHARS)
    throw new AppError('failed_precondition', `SERVICE_TOKEN must have at least ${MIN_TOKEN_CHARS} characters`)
  const expected = Buffer.from(`Bearer ${serviceToken}`)

  return (metadata) => {
    const authorization = first(metadata, 'authorization')
    if (authorization !== undefined) {
      if (!sameBytes(Buffer.from(authorization), expected)) throw refused()
      return { kind: 'service', tenant: first(metadata, TENANT_HEADER) || undefined, permissions: ALL }
    }
    const key = first(metadata, API_KEY_HEADER)
    if (!key || !findApiKey) throw refused()
    const found = findApiKey(hash('sha256', key))
    return found instanceof Promise ? found.then(ofApiKey) : ofApiKey(found)
  }
}

function ofApiKey(found: KnownApiKey | undefined): Principal {
  if (!found) throw refused()
  return { kind: 'api_key', tenant: found.tenant, permissions: new Set(found.permissions) }
}

/** The tenant to act for. `permission_denied` when the request names another than the caller's credentials. */
export function requireTenant({ principal }: Pick<Call, 'principal'>, context: { readonly tenant: string } | undefined): string {
  const asked = context?.tenant || undefined
  if (principal.tenant !== undefined && asked !== undefined && asked !== principal.tenant)
    throw new AppError('permission_denied', 'the tenant is not the caller’s', { field: 'context.tenant', reason: 'other_tenant' })
  const tenant = asked ?? principal.tenant
  if (tenant === undefined) throw new AppError('invalid_argument', 'context.tenant is required', { field: 'context.tenant' })
  return tenant
}

/** `admin` includes all others; a service may do everything. */
export function requirePermission({ principal }: Pick<Call, 'principal'>, permission: string): void {
  if (principal.permissions.has(permission) || principal.permissions.has('admin')) return
  throw new AppError('permission_denied', `the key lacks the permission ${permission}`, { reason: 'missing_permission' })
}

const refused = (): AppError => new AppError('unauthenticated', 'missing or unknown credentials')

/** In a time that tells nothing but the length, which is no secret. */
const sameBytes = (given: Buffer, expected: Buffer): boolean => given.length === expected.length && timingSafeEqual(given, expected)

function first(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key)[0]
  return typeof value === 'string' ? value : undefined
}
