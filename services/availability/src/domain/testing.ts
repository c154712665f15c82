import type { AppointmentEvent, Claim } from '@calbridge/contracts'
import { ClaimKind, Origin } from '@calbridge/contracts'
import { type SlotUnit, slotUnit, type UnitDescription } from './slot-unit.ts'

// Builders for tests: a host at a place, and what becomes of her time.

export const ANNA = 'staff:anna'

export const unitOf = (changes: Partial<UnitDescription> = {}): SlotUnit =>
  slotUnit({
    tenant: 't1',
    eventTypeId: '1',
    credentialId: 'c1',
    staffId: 'anna',
    durationMin: 30,
    askedDurationMin: undefined,
    resources: [ANNA],
    capacity: 1,
    bufferBeforeMs: 0,
    bufferAfterMs: 0,
    noticeMs: 0,
    seated: false,
    ...changes,
  })

/** `2037-03-02T<time>Z`, a Monday so far ahead that what expires in a real Redis after it is still there. */
export const at = (time: string): number => Date.parse(`2037-03-02T${time}:00Z`)
export const seconds = (...times: string[]): number[] => times.map((time) => at(time) / 1_000)

export const claimOf = (from: string | number, to: string | number, changes: Partial<Claim> = {}): Claim => ({
  resource: ANNA,
  fromMs: typeof from === 'number' ? from : at(from),
  toMs: typeof to === 'number' ? to : at(to),
  kind: ClaimKind.CLAIM_KIND_PENDING,
  expiresAtMs: 0,
  appointmentUid: 'a1',
  segmentIndex: 0,
  version: 1,
  ...changes,
})

interface EventOptions {
  readonly uid?: string
  readonly tenant?: string
  readonly version?: number
  readonly origin?: Origin
  readonly before?: Claim[]
  readonly after?: Claim[]
  readonly occurredAtMs?: number
}

export const eventOf = (kind: AppointmentEvent['kind'], options: EventOptions = {}): AppointmentEvent => {
  const { uid = 'a1', tenant = 't1', version = 1, origin = Origin.ORIGIN_API, before = [], after = [], occurredAtMs = 0 } = options
  return {
    meta: {
      id: `${uid}-${version}`,
      changeId: `${uid}-${version}`,
      origin,
      version,
      occurredAtMs,
      traceparent: '',
      tenant,
      appointmentUid: uid,
    },
    claimsBefore: before,
    claimsAfter: after,
    kind,
  }
}

/** The appointment's one segment as events tell it. */
export const segmentOf = (from: string | number, to: string | number, eventTypeId = '1', staffId = 'anna') => ({
  index: 0,
  staffId,
  eventTypeId,
  credentialId: 'c1',
  startMs: typeof from === 'number' ? from : at(from),
  endMs: typeof to === 'number' ? to : at(to),
  calcomUid: '',
})
