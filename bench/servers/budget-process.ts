// biome-ignore-all lint/plugin: the way to Cal.com is that of the budget’s own tests
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '@calbridge/testkit'
import { startWire } from '../../packages/calcom/src/budget/testing/wire.ts'
import { LIMITED } from '../budget/limiters.ts'
import type { Done, Plan } from '../budget/plan.ts'
import { serveParent } from './parent.ts'

// One of the processes that share a key: background callers without end, and interactive calls that come at random.

async function run(plan: Plan): Promise<Done> {
  const { now } = Date
  Date.now = () => now() + plan.skewMs
  const random = seededRandom(plan.seed)
  const wire = await startWire(plan.calcomUrl, plan.jitterMs, random)
  const interactiveWaitsMs: number[] = []
  const send = LIMITED[plan.limiter](plan, wire.url, (ms) => interactiveWaitsMs.push(ms))
  const endMs = performance.now() + plan.forMs
  let refused = 0

  const background = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await send('sync').catch(() => {
        refused++
        return sleep(plan.limits.permitMs)
      })
    }
  }
  const interactive = async (): Promise<void> => {
    const meanMs = plan.limits.windowMs / plan.interactivePerWindow
    for (;;) {
      await sleep(-Math.log(1 - random()) * meanMs)
      if (performance.now() >= endMs) return
      void send('interactive').catch(() => refused++)
    }
  }
  const callers = Array.from({ length: plan.background }, background)
  if (plan.interactivePerWindow > 0) callers.push(interactive())
  await Promise.race([Promise.all(callers), sleep(plan.forMs)])
  return { sentMs: wire.sentMs, interactiveWaitsMs, refused }
}

serveParent(run)
