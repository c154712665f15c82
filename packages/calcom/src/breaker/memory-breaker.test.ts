import { manualClock } from '@calbridge/testkit'
import { breakerContract } from './breaker.contract.ts'
import { memoryBreaker } from './memory-breaker.ts'

breakerContract('memory', async (limits) => {
  const clock = manualClock()
  return { breaker: memoryBreaker({ clock, limits }), wait: clock.advance }
})
