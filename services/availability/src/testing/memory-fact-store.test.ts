import { manualClock } from '@calbridge/testkit'
import { Arrivals } from '../application/arrivals.ts'
import { describeFactStore } from '../application/fact-store.contract.ts'
import type { LoadNews } from '../application/load-run.ts'
import { memoryFactStore } from './memory-fact-store.ts'

describeFactStore('memory', async () => {
  const [clock, arrivals] = [manualClock(), new Arrivals<LoadNews>()]
  const [leaseMs, staleMs] = [300, 1_000]
  const store = memoryFactStore({ clock, leaseMs, staleMs, publish: (id, news) => arrivals.tell(id, news) })
  const heard = (id: string) => arrivals.expect(id).arrived
  return { store, tenant: 't1', heard, pass: (ms: number) => clock.advance(ms), leaseMs, staleMs }
})
