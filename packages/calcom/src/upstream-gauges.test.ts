import { manualClock, testScope } from '@calbridge/testkit'
import { register } from 'prom-client'
import { expect, it } from 'vitest'
import { memoryBreaker } from './breaker/memory-breaker.ts'
import { memoryBudget } from './budget/memory-budget.ts'
import { watchUpstream } from './upstream-gauges.ts'

const clock = manualClock()
const guard = () => ({ budget: memoryBudget({ clock }), breaker: memoryBreaker({ clock }) })
const shown = async (name: string) => (await register.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'))

it('shows how near a key is to its limit, and what of it is broken', async () => {
  const { budget, breaker } = guard()
  await budget.acquire({ priority: 'sync', maxWaitMs: 0 })
  for (let failure = 0; failure < 5; failure++) await breaker.record('slots', 'failure', { allowed: true, probe: false })
  watchUpstream(testScope())('0123456789abcdef', { budget, breaker })
  const permits = await shown('calbridge_calcom_budget_permits')
  expect(permits).toContain('calbridge_calcom_budget_permits{credential="01234567",what="used"} 1')
  expect(permits).toContain('calbridge_calcom_budget_permits{credential="01234567",what="cap"} 120')
  const states = await shown('calbridge_calcom_breaker_state')
  expect(states).toContain('calbridge_calcom_breaker_state{credential="01234567",kind="slots"} 2')
  expect(states).toContain('calbridge_calcom_breaker_state{credential="01234567",kind="bookings"} 0')
})

it('shows the fifty keys that were used last, however many there are', async () => {
  const used = watchUpstream(testScope())
  for (let key = 100; key < 200; key++) used(`${key}`, guard())
  used('100', guard())
  const caps = (await shown('calbridge_calcom_budget_permits')).filter((line) => line.includes('what="cap"'))
  expect(caps).toHaveLength(50)
  expect(caps.some((line) => line.includes('"100"'))).toBe(true)
})
