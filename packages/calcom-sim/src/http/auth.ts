import type { Request } from 'express'
import type { Sim } from '../sim.ts'
import type { ApiKey } from '../world/types.ts'
import { exception } from './errors.ts'

/**
 * required: 401 without a key. permissions: 403 without one, as some routes do. optional: works without,
 * but not with a wrong one. none: nobody looks.
 */
export type Auth = 'required' | 'permissions' | 'optional' | 'none'

/** The credential as sent: with or without `Bearer`, or undefined. */
export function credentialOf(req: Request): string | undefined {
  return req.get('authorization')?.replace('Bearer ', '') || undefined
}

/** The user's id, or null where none is needed. */
export function authenticate(sim: Sim, req: Request, auth: Auth, key: ApiKey | null): number | null {
  const credential = credentialOf(req)
  if (credential === undefined) {
    if (auth === 'required') {
      throw exception(
        401,
        "ApiAuthStrategy - No authentication method provided. Either pass an API key as 'Bearer' header or OAuth client credentials as 'x-cal-secret-key' and 'x-cal-client-id' headers",
      )
    }
    if (auth === 'permissions') {
      throw exception(
        403,
        "PermissionsGuard - no authentication provided. Provide either authorization bearer token containing managed user access token or oAuth client id in 'x-cal-client-id' header.",
      )
    }
    return null
  }
  if (auth === 'none') return key?.userId ?? null
  if (!key) throw exception(401, 'Invalid Access Token.')
  if (key.expiresAtMs !== null && key.expiresAtMs <= sim.clock.now())
    throw exception(401, 'ApiAuthStrategy - api key - Your api key is expired')
  return key.userId
}
