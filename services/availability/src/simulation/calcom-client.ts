import { type Budget, CalcomError } from '@calbridge/calcom'
import { Link, type SimulatedProcess, type Simulation } from '@calbridge/simulation'
import type { LoadSlotsOptions } from '../calcom/load-slots.ts'
import type { ModelCalcom } from './model-calcom.ts'
import { losing } from './operations.ts'
import type { Witness } from './witness.ts'

/** A permit that came too late is spent, and another asked for, so often. */
const LATE_PERMITS_MAX = 3

/** Asks the model as the real client asks Cal.com: a permit first, and on the wire before that is void. */
export function calcomClient(
  simulation: Simulation,
  process: SimulatedProcess,
  { calcom, budget, witness }: { readonly calcom: ModelCalcom; readonly budget: Budget; readonly witness: Witness },
): ReturnType<LoadSlotsOptions['findClient']> {
  const lost = () => new CalcomError('unavailable', 'no answer', { sent: true })
  const permits = new Link(simulation, process, { name: 'budget', delayMs: [0.2, 60], timeoutMs: 60_000, lost })
  const permit = async (request: Parameters<Budget['acquire']>[0]): Promise<void> => {
    for (let attempt = 0; attempt < LATE_PERMITS_MAX; attempt++) {
      const given = await permits.call('acquire', () => budget.acquire(request))
      if (!given.granted) {
        witness.troubled(process, 'budget')
        throw new CalcomError('rate_limited', 'no budget', { sent: false, reason: given.reason, retryAfterMs: given.retryAfterMs })
      }
      if (simulation.elapsedMs <= given.validUntilMs) return
    }
    throw new CalcomError('unavailable', 'late', { sent: false })
  }

  return {
    async slots(request, { priority, tenant, timeoutMs, maxWaitMs = timeoutMs }) {
      await permit({ priority, tenant, maxWaitMs })
      witness.sent()
      const wire = new Link(simulation, process, {
        name: 'calcom',
        delayMs: [30, 400],
        lostPerMille: losing(5, () => simulation.elapsedMs),
        timeoutMs,
        lost,
      })
      if (calcom.trouble === 'hangs') wire.state = 'silent'
      return await wire
        .call('slots', async () => {
          if (calcom.trouble === 'fails') throw new CalcomError('unavailable', 'Cal.com says 500', { sent: true })
          return calcom.list(request)
        })
        .catch((error) => {
          witness.troubled(process, 'calcom')
          throw error
        })
    },
  }
}
