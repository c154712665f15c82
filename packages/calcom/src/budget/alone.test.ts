import { expect, it } from 'vitest'
import { Alone } from './alone.ts'
import { CONTRACT_LIMITS as limits } from './budget.contract.ts'

const silentMs = limits.windowMs + limits.leaseMs
const ask = { id: 'a', priority: 'sync', tenant: '', first: true, waitMs: 0 } as const

/** What a process gets in the first window in which it may send alone. */
function grants(alone: Alone): number {
  let granted = 0
  for (let ms = silentMs; ms < silentMs + limits.windowMs; ms += limits.burstMs) {
    while (alone.ask(ask, true, ms).granted) granted++
  }
  return granted
}

it('has its share of the limit that Cal.com told, where that is lower than ours', () => {
  const alone = new Alone(limits)
  alone.lose(0, 8)
  expect(grants(alone)).toBe(8 / limits.processes)
  const untold = new Alone(limits)
  untold.lose(0, undefined)
  expect(grants(untold)).toBe(limits.windowCap / limits.processes)
})

it('takes its share of a lower limit that it hears of alone', () => {
  const alone = new Alone(limits)
  alone.lose(0, undefined)
  alone.report({ limited: false, limit: 4, remaining: 4, resetMs: 1_000 }, silentMs)
  expect(alone.usage(true, silentMs).cap).toBe(1)
})

it('sends nothing for a window and a lease, nor when its share is given up, and says so', () => {
  const alone = new Alone(limits)
  alone.lose(0, undefined)
  expect(alone.ask(ask, true, silentMs - 1)).toMatchObject({ granted: false, reason: 'silence', retryAfterMs: 1 })
  expect(alone.usage(true, 0)).toMatchObject({ stoppedBy: 'silence', blockedMs: silentMs })
  expect(alone.ask(ask, true, limits.aloneMs + 1)).toMatchObject({ granted: false, reason: 'silence' })
  expect(alone.ask(ask, false, silentMs)).toMatchObject({ granted: false, reason: 'silence' })
})
