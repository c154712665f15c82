import type { Tenant } from '@calbridge/contracts'
import { type Clock, systemClock } from '@calbridge/core'
import type { Directory } from './directory.ts'
import { lookups, Projection } from './projection.ts'

export interface MemoryDirectory extends Directory {
  /** As if it were published. */
  put(tenant: Tenant): void
  /** As if the tenant were deleted. */
  delete(id: string): void
}

/** A directory that is told instead of following a topic: for tests, and for whoever has the tenants at hand. */
export function memoryDirectory(tenants: readonly Tenant[] = [], clock: Pick<Clock, 'now'> = systemClock): MemoryDirectory {
  const projection = new Projection(clock)
  const put = (tenant: Tenant): void => void projection.apply(tenant.id, tenant)
  for (const tenant of tenants) put(tenant)
  return {
    ...lookups(projection),
    put,
    delete: (id) => void projection.apply(id, null),
    ready: () => true,
    caughtUp: Promise.resolve(),
  }
}
