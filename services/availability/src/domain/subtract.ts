import type { SlotUnit } from './slot-unit.ts'

/** A time that is taken here, buffers included; half-open. Epoch milliseconds. */
export interface LiveClaim {
  readonly resource: string
  readonly fromMs: number
  readonly toMs: number
  /** Only a hold expires; 0 for never. */
  readonly expiresAtMs: number
  readonly appointmentUid: string
}

export type Place = Pick<SlotUnit, 'resources' | 'capacity' | 'durationMin' | 'bufferBeforeMs' | 'bufferAfterMs' | 'noticeMs' | 'seated'>

export interface Viewpoint {
  readonly nowMs: number
  /** Uid of the caller's own hold or appointment, whose time counts as free. Empty for none. */
  readonly holder: string
}

/**
 * The starts (epoch seconds) that can be had: not inside the notice, and with a place that no live claim takes.
 * Where Cal.com chooses among hosts, a start goes only when as many places are taken as there are hosts.
 */
export function subtract(starts: readonly number[], claims: readonly LiveClaim[], place: Place, { nowMs, holder }: Viewpoint): number[] {
  const earliest = (nowMs + place.noticeMs) / 1_000
  const bookable = starts.filter((start) => start >= earliest)
  const live = claims.filter((claim) => isLive(claim, nowMs) && (holder === '' || claim.appointmentUid !== holder))
  if (place.seated || live.length === 0) return bookable

  const byResource = place.resources.map((resource) => live.filter((claim) => claim.resource === resource))
  return bookable.filter((start) => {
    const fromMs = start * 1_000 - place.bufferBeforeMs
    const toMs = start * 1_000 + place.durationMin * 60_000 + place.bufferAfterMs
    const taken = byResource.map((claimed) => placesTaken(claimed.filter((claim) => claim.fromMs < toMs && fromMs < claim.toMs)))
    return taken.reduce((sum, places) => sum + places, 0) < place.capacity
  })
}

/** A host is one place however often he is claimed; each claim on the event type as such takes one. */
const placesTaken = (overlapping: readonly LiveClaim[]): number =>
  overlapping[0]?.resource.startsWith('thing:') ? overlapping.length : Math.min(1, overlapping.length)

const isLive = (claim: LiveClaim, nowMs: number): boolean => claim.expiresAtMs === 0 || claim.expiresAtMs > nowMs

/** Until when `subtract` gives the same: the next hold to expire, or the next start to come inside the notice. */
export function unchangedUntilMs(kept: readonly number[], claims: readonly LiveClaim[], noticeMs: number, nowMs: number): number {
  let until = kept.length > 0 ? kept[0]! * 1_000 - noticeMs : Number.POSITIVE_INFINITY
  for (const { expiresAtMs } of claims) if (expiresAtMs > nowMs && expiresAtMs < until) until = expiresAtMs
  return until
}
