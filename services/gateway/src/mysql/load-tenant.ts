import type { Tenant } from '@calbridge/contracts'
import type { Database } from '@calbridge/mysql'
import { loadApiKeys } from './api-key-rows.ts'
import { loadBranches } from './branch-rows.ts'
import { loadCompany } from './company-rows.ts'
import { loadCredentials } from './credential-rows.ts'
import { loadEventMap } from './event-map-rows.ts'
import { loadHooks } from './hook-rows.ts'
import { loadServices } from './service-rows.ts'
import { loadStaff } from './staff-rows.ts'

/** The tenant whole, its secrets sealed. In a transaction that locks the company it is one state. */
export async function loadTenant(db: Database, id: string): Promise<Tenant | undefined> {
  const company = await loadCompany(db, { id })
  if (!company) return undefined
  return {
    ...company,
    branches: await loadBranches(db, id),
    services: await loadServices(db, id),
    staff: await loadStaff(db, id),
    eventMap: await loadEventMap(db, id),
    credentials: await loadCredentials(db, id),
    apiKeys: await loadApiKeys(db, id),
    webhooks: await loadHooks(db, id),
  }
}
