import type { Clock } from '@calbridge/core'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EventHours } from './check-phantoms.ts'
import { Deadline } from './deadline.ts'
import type { Facts } from './facts.ts'

const MINUTE_MS = 60_000

export interface FindEventHoursOptions {
  readonly facts: Pick<Facts, 'find'>
  readonly clock: Clock
  /** How long a load waits for it. */
  readonly waitMs: number
}

/**
 * The schedule by which an event type is offered: its own, or its host's default one. Undefined where it is not the key's account
 * that hosts it (a team's, another user's), or when it cannot be had in time.
 */
export const findEventHours =
  ({ facts, clock, waitMs }: FindEventHoursOptions) =>
  async (unit: SlotUnit): Promise<EventHours | undefined> => {
    try {
      return await new Deadline(clock, waitMs).race(hoursOf(facts, unit))
    } catch {
      return undefined // nothing is dropped then, and the answer says that it was not checked
    }
  }

async function hoursOf(facts: Pick<Facts, 'find'>, unit: SlotUnit): Promise<EventHours | undefined> {
  const account = { tenant: unit.tenant, credentialId: unit.credentialId }
  const [eventTypes, schedules] = await Promise.all([
    facts.find({ ...account, kind: 'event_types' }),
    facts.find({ ...account, kind: 'schedules' }),
  ])
  const eventType = eventTypes.value.find(({ id }) => String(id) === unit.eventTypeId)
  if (!eventType) return undefined
  const scheduleId = eventType.scheduleId ?? (await facts.find({ ...account, kind: 'me' })).value.defaultScheduleId
  const hours = schedules.value.find(({ id }) => id === scheduleId)
  return hours && { hours, durationMs: (unit.askedDurationMin ?? eventType.lengthMin) * MINUTE_MS }
}
