import type { Clock, Log, Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { Database } from '@calbridge/mysql'
import { connectRedis } from '@calbridge/redis'
import { connectBackends } from './backends.ts'
import type { Config } from './config.ts'
import { fallbackRateLimiter } from './domain/fallback-rate-limiter.ts'
import { memoryRateLimiter } from './domain/memory-rate-limiter.ts'
import { createApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { routesOf } from './http/routes/index.ts'
import { limiterFellBack } from './metrics.ts'
import { redisRateLimiter } from './redis/rate-limiter.ts'

export interface HttpDeps {
  readonly db: Database
  readonly directory: Directory
  readonly clock: Clock
  readonly log: Log
}

const VERSION = '1.0.0'
const CHECK_MS = 500

/** The half of the wiring that speaks HTTP. */
export async function startHttp(config: Config, { db, directory, clock, log }: HttpDeps, scope: Scope): Promise<{ port: number }> {
  const redis = await connectRedis({ url: config.redisUrl, commandTimeoutMs: config.limiterMs, log }, scope)
  const limiter = fallbackRateLimiter(redisRateLimiter(redis), memoryRateLimiter(clock), limiterFellBack)
  const backends = connectBackends(config, scope)
  const within = async (check: () => Promise<unknown>): Promise<boolean> =>
    Promise.race([check(), clock.sleep(CHECK_MS).then(() => Promise.reject(new Error('late')))]).then(
      () => true,
      () => false,
    )
  const health = {
    checks: {
      database: () => within(async () => db.raw('SELECT 1')),
      redis: () => within(() => redis.ping()),
      directory: async () => directory.ready(),
    },
    environment: config.environment,
    version: VERSION,
    uptimeSeconds: () => Math.floor(process.uptime()),
    memoryMb: () => Math.round(process.memoryUsage.rss() / 2 ** 20),
  }
  const routes = routesOf({ backends, health, config, directory, limiter })
  const app = createApp(routes, { directory, limiter, clock, log, bodyMs: config.bodyMs })
  return listen(app, { host: config.host, port: config.httpPort, requestMs: config.bodyMs + 5_000 }, scope)
}
