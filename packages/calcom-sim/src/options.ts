import type { LatencyOption } from './http/latency.ts'
import type { WebhookSettings } from './webhooks/settings.ts'
import type { WorldSpec } from './world/spec.ts'
import type { RateLimit } from './world/types.ts'

export interface CalcomSimOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number
  readonly host?: string
  /** The same seed and the same requests give the same ids and the same chance. */
  readonly seed?: number
  readonly world?: WorldSpec
  readonly latency?: LatencyOption
  /** The limit of keys that have none of their own; also of callers without a key, by address. */
  readonly rateLimit?: Partial<RateLimit>
  /** Milliseconds between a booking's checks and its write, in which another request may win the race. */
  readonly raceWindowMs?: number
  /** How long `GET /v2/slots` repeats an answer. */
  readonly slotCacheMs?: number
  readonly webhooks?: Partial<WebhookSettings>
  /** ISO 8601; real time when absent. */
  readonly now?: string
  /** A folder in which the world is kept over restarts; in memory alone when absent. */
  readonly data?: string
  /** Where Cal.com's own booking pages would be: shown in event types and webhooks. */
  readonly bookerUrl?: string
}

export interface ResolvedOptions {
  readonly seed: number
  readonly world: WorldSpec
  readonly latency: LatencyOption
  readonly rateLimit: RateLimit
  readonly raceWindowMs: number
  readonly slotCacheMs: number
  readonly webhooks: Partial<WebhookSettings>
  readonly now: string | undefined
  readonly bookerUrl: string
}

export function resolveOptions(options: CalcomSimOptions): ResolvedOptions {
  return {
    seed: options.seed ?? 1,
    world: options.world ?? {},
    latency: options.latency ?? 'none',
    rateLimit: { limit: 120, windowMs: 60_000, blockMs: 60_000, ...options.rateLimit },
    raceWindowMs: options.raceWindowMs ?? 10,
    slotCacheMs: options.slotCacheMs ?? 2000,
    webhooks: options.webhooks ?? {},
    now: options.now,
    bookerUrl: options.bookerUrl ?? 'http://127.0.0.1:3000',
  }
}
