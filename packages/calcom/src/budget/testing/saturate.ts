import { systemClock } from '@calbridge/core'
import { seededRandom } from '@calbridge/testkit'
import { Redis } from 'ioredis'
import { memoryBreaker } from '../../breaker/memory-breaker.ts'
import { type BudgetLimits, PRIORITIES } from '../../budget.ts'
import { calcomClient } from '../../client.ts'
import { redisBudget } from '../redis-budget.ts'
import { startWire } from './wire.ts'

// A process of a test: calls Cal.com in all classes as often as it may, over a slow way, by a clock that is wrong.

export interface Saturation {
  readonly redisUrl: string
  readonly calcomUrl: string
  readonly apiKey: string
  readonly fingerprint: string
  readonly limits: BudgetLimits
  readonly jitterMs: number
  readonly skewMs: number
  readonly forMs: number
  /** Each calls again when answered. */
  readonly callers: number
  readonly seed: number
}

const { redisUrl, calcomUrl, apiKey, fingerprint, limits, jitterMs, skewMs, forMs, callers, seed } = JSON.parse(
  process.argv[2] ?? '{}',
) as Saturation
const { now } = Date
Date.now = () => now() + skewMs
const clock = systemClock
const budget = redisBudget({ redis: new Redis(redisUrl), fingerprint, clock, limits, firstUse: 'ready' })
const wire = await startWire(calcomUrl, jitterMs, seededRandom(seed))
const client = calcomClient({ baseUrl: wire.url, apiKey, fingerprint, budget, breaker: memoryBreaker({ clock }), clock })

const endMs = performance.now() + forMs
const caller = async (turn: number): Promise<void> => {
  for (let call = turn; performance.now() < endMs; call++) {
    const priority = PRIORITIES[call % PRIORITIES.length] ?? 'sync'
    const timeoutMs = Math.max(1, Math.ceil(endMs - performance.now()))
    // Refused at once while there is silence: not asked again in a tight loop.
    await client.me({ priority, timeoutMs }).catch(() => clock.sleep(limits.permitMs))
  }
}
await Promise.all(Array.from({ length: callers }, (_, turn) => caller(turn)))
process.send?.(wire.sentMs, () => process.exit())
