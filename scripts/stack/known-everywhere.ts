import { setTimeout as sleep } from 'node:timers/promises'
import type { Tenant } from '@calbridge/contracts'

const TIMEOUT_MS = 60_000

/** The directory travels by Kafka: waits until the gateway takes the key and a look-up finds the tenant's service. */
export async function knownEverywhere(gateway: string, tenant: Tenant, apiKey: string): Promise<void> {
  const endsAt = performance.now() + TIMEOUT_MS
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const body = JSON.stringify({
    service_id: tenant.services[0]?.id,
    branch_id: tenant.branches[0]?.id,
    start_date: day,
    end_date: day,
    freshness: 'cache_only',
  })
  while (performance.now() < endsAt) {
    const response = await fetch(`${gateway}/api/v2/availability/simple`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5_000),
    })
    await response.body?.cancel()
    // Nothing is cached yet, so that "not available" is an answer; an unknown key, tenant or service is none.
    if (response.status !== 401 && response.status !== 404) return
    await sleep(50)
  }
  throw new Error(`the services did not hear of tenant ${tenant.id} within ${TIMEOUT_MS} ms`)
}
