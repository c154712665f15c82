import { setTimeout as sleep } from 'node:timers/promises'
import type { Tenant } from '@calbridge/contracts'

const TIMEOUT_MS = 60_000
// A day that no step of the job asks for, and few enough calls to leave the budget alone.
const FAR_DAYS = 85
const IN_A_ROW = 3

/**
 * The directory travels by Kafka: waits until the gateway takes the key, and look-ups that ask Cal.com answer, several in a row,
 * as each replica hears for itself.
 */
export async function knownEverywhere(gateway: string, tenant: Tenant, apiKey: string): Promise<void> {
  const endsAt = performance.now() + TIMEOUT_MS
  const day = new Date(Date.now() + FAR_DAYS * 86_400_000).toISOString().slice(0, 10)
  const body = JSON.stringify({
    service_id: tenant.services[0]?.id,
    branch_id: tenant.branches[0]?.id,
    start_date: day,
    end_date: day,
    freshness: 'fresh',
  })
  for (let answered = 0; performance.now() < endsAt; ) {
    const response = await fetch(`${gateway}/api/v2/availability/simple`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5_000),
    })
    await response.body?.cancel()
    answered = response.status === 200 ? answered + 1 : 0
    if (answered === IN_A_ROW) return
    if (answered === 0) await sleep(50)
  }
  throw new Error(`the services did not hear of tenant ${tenant.id} within ${TIMEOUT_MS} ms`)
}
