import type { Request, Response } from 'express'
import type { Sim } from '../sim.ts'
import type { ApiKey, RateLimit } from '../world/types.ts'
import { credentialOf } from './auth.ts'
import { exception } from './errors.ts'

/** A limit of one route, in place of the key's. */
export interface Throttle {
  readonly name: string
  readonly limit: number
  readonly windowMs: number
}

interface Tracked {
  readonly tracker: string
  readonly limit: RateLimit
  readonly key: ApiKey | null
}

const TOKEN_LIMIT = 500

/** Whose budget a request draws on: the key's, a token's, a client's, or the address'. Undefined for an unknown key. */
export function track(sim: Sim, req: Request): Tracked | undefined {
  const credential = credentialOf(req)
  const { rateLimit } = sim
  if (credential?.startsWith('cal_')) {
    const key = sim.world.keys.get(credential)
    return key && { tracker: `key:${credential}`, limit: key.rateLimit ?? rateLimit, key }
  }
  const other = credential ?? req.get('x-cal-client-id')
  if (other !== undefined) return { tracker: `token:${other}`, limit: { ...rateLimit, limit: TOKEN_LIMIT }, key: null }
  return { tracker: `ip:${req.ip}`, limit: rateLimit, key: null }
}

/** Counts the request and writes the headers. Throws 401 for an unknown key, 429 for one too many. */
export function guard(sim: Sim, req: Request, res: Response, throttle?: Throttle): ApiKey | null {
  const tracked = track(sim, req)
  if (!tracked) throw exception(401, 'CustomThrottlerGuard - Invalid API Key')
  const limit = throttle ? { limit: throttle.limit, windowMs: throttle.windowMs, blockMs: throttle.windowMs } : tracked.limit
  const name = throttle?.name ?? 'default'
  const { blocked, remaining, resetMs } = sim.limiter.hit(throttle ? `${tracked.tracker}_${name}` : tracked.tracker, limit)
  const suffix = name.charAt(0).toUpperCase() + name.slice(1)
  res.setHeader(`X-RateLimit-Limit-${suffix}`, limit.limit)
  res.setHeader(`X-RateLimit-Remaining-${suffix}`, remaining)
  res.setHeader(`X-RateLimit-Reset-${suffix}`, Math.ceil(resetMs / 1000))
  if (blocked) {
    const message = 'CustomThrottlerGuard - Too many requests. Please try again later.'
    throw exception(429, message, message)
  }
  return tracked.key
}
