import type { Day, Service, Tenant } from '@calbridge/contracts'
import { findStaff } from '@calbridge/directory'
import type { Range } from './look-up-range.ts'

/** A free time with whom it is; `staffId` is empty where Cal.com chooses. */
export interface Slot {
  readonly startMs: number
  readonly durationMin: number
  readonly eventTypeId: string
  readonly staffId: string
  readonly staffName: string
}

interface Ranked extends Slot {
  readonly weight: number
}

/** The slots of whole UTC days that lie in the range, by start, then by the staff member's weight, heaviest first. */
export function slotsOf(days: readonly Day[], tenant: Tenant, service: Service, { fromMs, toMs }: Range): Slot[] {
  const slots: Ranked[] = []
  const seen = new Set<string>()
  for (const { eventTypeId, staffId, durationMin, starts } of days) {
    const staffName = findStaff(tenant, staffId)?.name ?? ''
    const weight = service.staff.find((one) => one.staffId === staffId)?.weight ?? 0
    for (const start of starts) {
      const startMs = start * 1_000
      const key = `${startMs}/${staffId || eventTypeId}`
      if (startMs < fromMs || startMs > toMs || seen.has(key)) continue
      seen.add(key)
      slots.push({ startMs, durationMin: durationMin || service.durationMin, eventTypeId, staffId, staffName, weight })
    }
  }
  return slots.sort(
    (a, b) => a.startMs - b.startMs || b.weight - a.weight || compare(a.staffId, b.staffId) || compare(a.eventTypeId, b.eventTypeId),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
