import type { Express, NextFunction, Request, Response } from 'express'
import type { Caller } from '../bookings/caller.ts'
import { sleep } from '../clock.ts'
import type { Sim } from '../sim.ts'
import { type Auth, authenticate } from './auth.ts'
import { guard, type Throttle } from './guard.ts'
import type { Kind } from './latency.ts'
import { isObject } from './validation.ts'

/** What a handler knows of its request. */
export interface Call {
  readonly sim: Sim
  readonly userId: number | null
  readonly caller: Caller
  readonly params: Record<string, string>
  readonly query: Record<string, unknown>
  readonly body: Record<string, unknown>
  /** The version header as Cal.com understands it: what is unknown or missing is the oldest. */
  readonly version: string
  readonly emptySlots: boolean
}

/** A call that needed a key, and had one. */
export type UserCall = Call & { readonly userId: number }

export interface Reply {
  readonly status?: number
  readonly body: unknown
}

export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  readonly path: string
  /** Only with this `cal-api-version`; for others the route does not exist. */
  readonly version?: string
  /** Only without it. */
  readonly notVersion?: string
  readonly auth: Auth
  readonly kind: Kind
  readonly throttle?: Throttle
  readonly handle: (call: UserCall) => Reply | Promise<Reply>
}

const VERSIONS = ['2024-04-15', '2024-06-11', '2024-06-14', '2024-08-13', '2024-09-04']

export const success = (data: unknown, status = 200): Reply => ({ status, body: { status: 'success', data } })

/** Adds a route: version, then the limit, then the key, then the waiting, then the work. */
export function addRoute(app: Express, sim: Sim, route: Route): void {
  app[route.method](route.path, async (req: Request, res: Response, next: NextFunction) => {
    const asked = req.get('cal-api-version') ?? ''
    const version = VERSIONS.includes(asked) ? asked : '2024-04-15'
    if ((route.version && route.version !== version) || route.notVersion === version) return next('route')
    const userOfKey = guard(sim, req, res, route.throttle)
    const userId = authenticate(sim, req, route.auth, userOfKey)
    const waitMs = sim.latency.sampleMs(route.kind)
    const writes = route.kind === 'write'
    if (waitMs > 0) await sleep(writes ? waitMs * 0.3 : waitMs)
    const caller: Caller = { userId, source: 'API_V2', gapMs: sim.options.raceWindowMs + (writes ? waitMs * 0.7 : 0) }
    const reply = await route.handle({
      sim,
      userId: userId as number,
      caller,
      params: req.params as Record<string, string>,
      query: req.query as Record<string, unknown>,
      body: isObject(req.body) ? req.body : {},
      version,
      emptySlots: res.locals.emptySlots === true,
    })
    res.status(reply.status ?? 200).json(reply.body)
  })
}
