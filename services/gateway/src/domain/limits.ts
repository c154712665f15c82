import type { Limits } from '@calbridge/contracts'
import type { Quota } from './rate-limiter.ts'

/** What is counted together: per tenant, or per sender where it is not known yet whose request it is. */
export type LimitName = 'availability' | 'bookings' | 'changes' | 'reads' | 'webhooks' | 'webhook_senders'

const MINUTE_MS = 60_000
const READS_PER_MINUTE = 300

/** The tenant's own number where there is one, else the default of new tenants. */
export function quotaOf(name: LimitName, limits: Limits | undefined): Quota {
  switch (name) {
    case 'availability':
      return { limit: limits?.availabilityPerMinute || 60, windowMs: MINUTE_MS }
    case 'bookings':
      return { limit: limits?.bookingsPerMinute || 20, windowMs: MINUTE_MS }
    case 'changes':
      return { limit: limits?.changesPerMinute || 10, windowMs: MINUTE_MS }
    case 'reads':
      // Reading one's own bookings costs no call to Cal.com: generous, and never below what look-ups may.
      return { limit: Math.max(READS_PER_MINUTE, limits?.availabilityPerMinute ?? 0), windowMs: MINUTE_MS }
    case 'webhooks':
      return { limit: limits?.webhooksPerSecond || 100, windowMs: 1_000 }
    case 'webhook_senders':
      // Cal.com delivers for all its accounts from a few addresses: ten tenants' worth, and a bound on what strangers cost.
      return { limit: 1_000, windowMs: 1_000 }
  }
}
