import { GetSlotsRequest } from '@calbridge/contracts'
import type { StackFile } from '../scripts/stack/stack-file.ts'

const DAY_MS = 86_400_000
export const GET_SLOTS = '/calbridge.availability.v1.AvailabilityService/GetSlots'
export const FIND_ALTERNATIVES = '/calbridge.availability.v1.AvailabilityService/FindAlternatives'

/** Of the demo salon: keys that differ. */
export const SERVICES = ['haircut', 'beard-trim', 'blow-dry', 'kids-cut', 'consultation']

/** One service with one staff member on one UTC day, `daysAhead` from today: one key of the cache. */
export function lookUpOf({ tenant }: StackFile, wish: { service: string; staff: string; branch: string; daysAhead: number }): Buffer {
  const fromMs = (Math.floor(Date.now() / DAY_MS) + wish.daysAhead) * DAY_MS
  const request = GetSlotsRequest.fromPartial({
    context: { tenant: tenant.id, origin: 3 },
    serviceId: tenant.services[wish.service] ?? '',
    branchId: tenant.branches[wish.branch] ?? '',
    staffId: tenant.staff[wish.staff] ?? '',
    fromMs,
    toMs: fromMs + DAY_MS - 1_000,
  })
  return Buffer.from(GetSlotsRequest.encode(request).finish())
}

/** How many days ahead the next Wednesday is that is at least a day away: everybody works then. */
export function nextWednesday(): number {
  const today = new Date().getUTCDay()
  return ((3 - today + 6) % 7) + 1
}
