import type { CalcomClient } from '@calbridge/calcom'
import type { LoadSlots } from '../application/loads.ts'
import type { LoadKind } from '../application/query.ts'
import { DAY_MS, dayStartMs, epochDay } from '../domain/utc-day.ts'
import { toCaller } from './refusal.ts'

export interface LoadSlotsOptions {
  readonly findClient: (tenant: string, credentialId: string) => Pick<CalcomClient, 'slots'>
  /** Bounds a call, waiting for the budget included. */
  readonly timeoutMs: number
  readonly onCall: (kind: LoadKind, result: string) => void
}

/**
 * One call for all days. It asks one day wider on both sides and cuts: Cal.com clips working hours to what is asked, begins its
 * grid there and drops starts that end behind it, so that a UTC day asked alone can have other starts than in its week.
 */
export const loadSlots =
  ({ findClient, timeoutMs, onCall }: LoadSlotsOptions): LoadSlots =>
  async (unit, firstDay, lastDay, kind) => {
    try {
      const slots = await findClient(unit.tenant, unit.credentialId).slots(
        {
          eventTypeId: Number(unit.eventTypeId),
          fromMs: dayStartMs(firstDay) - DAY_MS,
          toMs: dayStartMs(lastDay + 2),
          durationMin: unit.askedDurationMin,
        },
        { ...(kind === 'interactive' ? INTERACTIVE : SPARE), timeoutMs, tenant: unit.tenant },
      )
      onCall(kind, 'ok')
      // A full seated slot stays in the list.
      const free = slots.filter(({ seatsRemaining }) => seatsRemaining !== 0).map(({ startMs }) => startMs / 1_000)
      const byDay = Map.groupBy(new Set(free.sort((a, b) => a - b)), (start) => epochDay(start * 1_000))
      return (day) => byDay.get(day) ?? []
    } catch (error) {
      const told = toCaller(error, kind !== 'interactive')
      onCall(kind, told.reason ?? told.code)
      throw told
    }
  }

const INTERACTIVE = { priority: 'interactive' } as const
const SPARE = { priority: 'warm_up', maxWaitMs: 0 } as const
