import { systemClock } from '@calbridge/core'
import { Redis } from 'ioredis'
import { type BudgetLimits, PRIORITIES } from '../budget.ts'
import { redisBudget } from './redis-budget.ts'

// A process of the test: takes permits as fast as it gets them, and tells when.

const [url = '', fingerprint = '', limits = '{}', forMs = '0'] = process.argv.slice(2)
const redis = new Redis(url)
const budget = redisBudget({ redis, fingerprint, clock: systemClock, limits: JSON.parse(limits) as BudgetLimits, firstUse: 'ready' })
const grantsMs: number[] = []
const endMs = performance.now() + Number(forMs)

async function take(turn: number): Promise<void> {
  for (let call = turn; performance.now() < endMs; call++) {
    const permit = await budget.acquire({ priority: PRIORITIES[call % PRIORITIES.length] ?? 'sync', maxWaitMs: endMs - performance.now() })
    if (permit.granted) grantsMs.push(performance.timeOrigin + performance.now())
  }
}

await Promise.all([0, 1, 2].map(take))
await budget.close()
await redis.quit()
process.send?.(grantsMs, () => process.disconnect())
