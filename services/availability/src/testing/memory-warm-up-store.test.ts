import { manualClock } from '@calbridge/testkit'
import { describeWarmUpStore } from '../application/warm-up-store.contract.ts'
import { memoryWarmUpStore } from './memory-warm-up-store.ts'

describeWarmUpStore('memory', async () => {
  const clock = manualClock()
  const store = memoryWarmUpStore({ clock, leaseMs: 300, keepMs: 60_000 })
  return { store, tenant: 't1', pass: (ms: number) => clock.advance(ms), leaseMs: 300 }
})
