import type { AppointmentEvent, Tenant } from '@calbridge/contracts'
import { type Directory, offersOfEventType } from '@calbridge/directory'
import type { ClaimStore } from '../application/claim-store.ts'
import { resourcesOf } from '../application/units.ts'
import { project, type Surroundings } from '../domain/projection.ts'

const MINUTE_MS = 60_000
/** For a tenant whose services are not known (yet). */
const LONGEST_MIN = 480

export interface OnAppointmentEventDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly claims: Pick<ClaimStore, 'apply'>
  readonly onApplied: (kind: string, applied: boolean, ageMs: number) => void
  readonly now: () => number
}

/** Safe to repeat, and to get late: an appointment's older version changes nothing. */
export const onAppointmentEvent =
  ({ directory, claims, onApplied, now }: OnAppointmentEventDeps) =>
  async (event: AppointmentEvent): Promise<void> => {
    const tenant = directory.tenant(event.meta?.tenant ?? '')
    const applied = await claims.apply(project(event, surroundingsOf(tenant)))
    onApplied(event.kind!.$case, applied, Math.max(0, now() - event.meta!.occurredAtMs))
  }

function surroundingsOf(tenant: Tenant | undefined): Surroundings {
  const services = tenant?.services ?? []
  const lengths = [...services, ...(tenant?.eventMap ?? []), ...services.flatMap(({ segments }) => segments)]
  const longestMin = Math.max(...lengths.map(({ durationMin }) => durationMin), tenant ? 0 : LONGEST_MIN)
  const before = Math.max(0, ...services.map(({ bufferBeforeMin }) => bufferBeforeMin))
  const after = Math.max(0, ...services.map(({ bufferAfterMin }) => bufferAfterMin))
  const offersOf = (eventTypeId: string) => (tenant ? offersOfEventType(tenant, eventTypeId) : [])
  return {
    reachAfterMs: (longestMin + after) * MINUTE_MS,
    reachBeforeMs: before * MINUTE_MS,
    resourcesOf: (eventTypeId) => [...new Set(offersOf(eventTypeId).flatMap(resourcesOf))],
    isSeated: (eventTypeId) => offersOf(eventTypeId).some(({ mapping }) => mapping.seated),
  }
}
