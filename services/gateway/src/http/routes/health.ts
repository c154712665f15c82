import { isoUtc } from '../../domain/iso.ts'
import { openRoute, type Route } from '../route.ts'
import { healthAnswer } from '../schemas/answers.ts'

export interface Health {
  /** Each within a bound of its own. */
  readonly checks: Readonly<Record<'database' | 'redis' | 'directory', () => Promise<boolean>>>
  readonly environment: string
  readonly version: string
  uptimeSeconds(): number
  memoryMb(): number
}

/** Public and cheap to ask often: the checks run at most once a second, whoever asks. */
const KEEP_MS = 1_000

export function health({ checks, environment, version, uptimeSeconds, memoryMb }: Health): Route {
  let last: { atMs: number; found: Promise<Record<keyof typeof checks, boolean>> } | undefined
  const look = async () => {
    const [database, redis, directory] = await Promise.all([checks.database(), checks.redis(), checks.directory()])
    return { database, redis, directory }
  }
  return openRoute({
    method: 'get',
    path: '/api/health',
    operationId: 'health',
    summary: 'How the gateway and what it stands on are',
    answers: { 200: healthAnswer },
    problems: [],
    handle: async ({ nowMs }) => {
      if (!last || Math.abs(nowMs - last.atMs) > KEEP_MS) last = { atMs: nowMs, found: look() }
      const { database, redis, directory } = await last.found
      const word = (good: boolean) => (good ? 'healthy' : 'unhealthy')
      return {
        status: 200,
        body: {
          status: database && redis && directory ? 'healthy' : 'degraded',
          timestamp: isoUtc(nowMs),
          environment,
          version,
          checks: { database: word(database), cache: word(redis), redis: word(redis), storage: word(database), queue: word(directory) },
          metrics: { uptime_seconds: uptimeSeconds(), memory_usage_mb: memoryMb() },
        },
      }
    },
  })
}
