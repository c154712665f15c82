import { type AppointmentEvent, type Claim, type EventSegment, Origin } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { daysOf, type EpochDay } from './utc-day.ts'

/** A day of a resource on which Cal.com's listing is no longer true. */
export interface Bump {
  readonly resource: string
  readonly day: EpochDay
  /** The change has just happened at Cal.com, which lists it wrongly for 2 s more. */
  readonly settles: boolean
}

/** What an appointment's event means here: its live claims as they are now, and what goes cold. */
export interface Projection {
  readonly tenant: string
  readonly appointmentUid: string
  readonly version: number
  /** What was claimed until now: gone, unless it is among `claims`. */
  readonly claimsBefore: readonly Claim[]
  readonly claims: readonly Claim[]
  readonly bumps: readonly Bump[]
}

export interface Surroundings {
  /** How far a slot's time reaches after its start, and before it: freed time brings back slots that start that much earlier or later. */
  readonly reachAfterMs: number
  readonly reachBeforeMs: number
  /** What claims on an event type of this tenant are on; empty for one that is not mapped here. */
  readonly resourcesOf: (eventTypeId: string) => readonly string[]
  readonly isSeated: (eventTypeId: string) => boolean
}

interface Time {
  readonly resource: string
  readonly fromMs: number
  readonly toMs: number
}

/** Throws invalid_argument for an event that this version does not know: it goes to the dead letters. */
export function project(event: AppointmentEvent, surroundings: Surroundings): Projection {
  const { meta, kind, claimsBefore, claimsAfter } = event
  if (!meta?.tenant || !meta.appointmentUid) throw new AppError('invalid_argument', 'event without meta', { field: 'meta' })
  if (!kind) throw new AppError('invalid_argument', 'unknown kind of event', { reason: 'unknown_kind' })

  const remote = meta.origin === Origin.ORIGIN_CALCOM || kind.$case === 'syncChanged'
  const changed = [...freed(claimsBefore, claimsAfter), ...unexplained(event, surroundings)]
  const bumps = new Map<string, Bump>()
  for (const time of changed) {
    for (const day of daysOf(time.fromMs - surroundings.reachAfterMs, time.toMs + surroundings.reachBeforeMs)) {
      bumps.set(`${day}|${time.resource}`, { resource: time.resource, day, settles: remote })
    }
  }
  return {
    tenant: meta.tenant,
    appointmentUid: meta.appointmentUid,
    version: meta.version,
    claimsBefore,
    claims: claimsAfter,
    bumps: [...bumps.values()],
  }
}

/** What was claimed and is no longer covered: its slots may come back. */
const freed = (before: readonly Claim[], after: readonly Claim[]): Time[] => before.filter((claim) => !after.some(covering(claim)))

const covering =
  (time: Time) =>
  (claim: Claim): boolean =>
    claim.resource === time.resource && claim.fromMs <= time.fromMs && claim.toMs >= time.toMs

/**
 * Changes at Cal.com that subtracting claims cannot show: a booking that ended there (its time comes back only now),
 * one that takes a seat, and one whose host nobody here knows.
 */
function unexplained({ kind, claimsBefore, claimsAfter }: AppointmentEvent, { resourcesOf, isSeated }: Surroundings): Time[] {
  const settled = kind?.$case === 'syncChanged' && (kind.value.syncStatus === 'synced' || kind.value.refused)
  return segmentsOf(kind).flatMap(({ index, eventTypeId, staffId, startMs, endMs }) => {
    const known = resourcesOf(eventTypeId)
    const ended = settled && !claimsAfter.some((claim) => claim.segmentIndex === index)
    const claimed = [...claimsBefore, ...claimsAfter].some((claim) => claim.segmentIndex === index && known.includes(claim.resource))
    if (!ended && (kind?.$case === 'syncChanged' || (claimed && !isSeated(eventTypeId)))) return []
    const host = `staff:${staffId}`
    const changed = known.includes(host) ? [host] : [...known, ...(staffId ? [host] : [])]
    return changed.map((resource) => ({ resource, fromMs: startMs, toMs: endMs }))
  })
}

function segmentsOf(kind: AppointmentEvent['kind']): EventSegment[] {
  if (kind?.$case === 'rescheduled') return [...kind.value.before, ...kind.value.after]
  if (kind?.$case === 'booked' || kind?.$case === 'cancelled' || kind?.$case === 'syncChanged') return kind.value.segments
  return []
}
