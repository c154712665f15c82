import { type Budget, calcomClient, fingerprint, memoryBreaker, redisBudget } from '@calbridge/calcom'
import { systemClock } from '@calbridge/core'
import Bottleneck from 'bottleneck'
import { Redis } from 'ioredis'
import pThrottle from 'p-throttle'
import { RateLimiterQueue, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Limiter, Plan } from './plan.ts'

export type Send = (priority: 'interactive' | 'sync') => Promise<void>

/** A call to Cal.com under each limiter, set up as its documentation says for so many processes. */
export const LIMITED: Readonly<Record<Limiter, (plan: Plan, wireUrl: string, onInteractiveWait: (ms: number) => void) => Send>> = {
  calbridge: ours,
  'rate-limiter-flexible': flexible,
  bottleneck,
  'p-throttle': throttled,
}

function ours({ redisUrl, apiKey, limits, forMs }: Plan, wireUrl: string, onInteractiveWait: (ms: number) => void): Send {
  const budget = redisBudget({
    redis: new Redis(redisUrl),
    fingerprint: fingerprint(apiKey),
    clock: systemClock,
    limits,
    firstUse: 'ready',
  })
  const timed: Budget = {
    ...budget,
    acquire: async (request) => {
      const askedMs = performance.now()
      const permit = await budget.acquire(request)
      if (request.priority === 'interactive') onInteractiveWait(performance.now() - askedMs)
      return permit
    },
  }
  const breaker = memoryBreaker({ clock: systemClock })
  const client = calcomClient({ baseUrl: wireUrl, apiKey, budget: timed, breaker, clock: systemClock })
  return async (priority) => void (await client.me({ priority, timeoutMs: forMs }))
}

const plain = async ({ apiKey }: Plan, wireUrl: string): Promise<void> => {
  const answer = await fetch(`${wireUrl}/v2/me`, { headers: { authorization: `Bearer ${apiKey}` } })
  await answer.text()
  if (!answer.ok) throw new Error(`status ${answer.status}`)
}

function flexible(plan: Plan, wireUrl: string): Send {
  const { windowMs } = plan
  const { windowCap } = plan.limits
  const limiter = new RateLimiterRedis({
    storeClient: new Redis(plan.redisUrl),
    keyPrefix: 'bench',
    points: windowCap,
    duration: Math.ceil(windowMs / 1_000),
  })
  const queue = new RateLimiterQueue(limiter)
  return async () => {
    await queue.removeTokens(1, plan.apiKey)
    await plain(plan, wireUrl)
  }
}

// Its refresh over several processes comes in multiples of so much.
const BOTTLENECK_STEP_MS = 5_000

function bottleneck(plan: Plan, wireUrl: string): Send {
  const { windowMs } = plan
  const { windowCap } = plan.limits
  const { hostname: host, port } = new URL(plan.redisUrl)
  const limiter = new Bottleneck({
    id: `bench-${plan.apiKey}`,
    datastore: 'ioredis',
    clientOptions: { host, port: Number(port) },
    Redis,
    reservoir: windowCap,
    reservoirRefreshAmount: windowCap,
    reservoirRefreshInterval: Math.max(1, Math.round(windowMs / BOTTLENECK_STEP_MS)) * BOTTLENECK_STEP_MS,
  })
  return () => limiter.schedule(() => plain(plan, wireUrl))
}

/** It knows one process, so each gets its part. */
function throttled(plan: Plan, wireUrl: string): Send {
  const { windowMs } = plan
  const { windowCap } = plan.limits
  const throttle = pThrottle({ limit: Math.floor(windowCap / plan.processes), interval: windowMs, strict: true })
  return throttle(() => plain(plan, wireUrl))
}
