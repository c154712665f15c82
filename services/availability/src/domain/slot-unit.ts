/** What a look-up asks for: one event type as one offer (a service at a branch with a staff member) sees it. */
export interface UnitDescription {
  readonly tenant: string
  readonly eventTypeId: string
  /** Names the Cal.com key that sees the event type. */
  readonly credentialId: string
  readonly staffId: string
  readonly durationMin: number
  /** Sent to Cal.com only where it differs from the event type's own length; undefined otherwise. */
  readonly askedDurationMin: number | undefined
  /** Hosts, any of whom can serve; where they are unknown or several, the event type as such too. Never empty. */
  readonly resources: readonly string[]
  /** Bookings that fit at one time: the number of hosts. */
  readonly capacity: number
  /** The service's own buffers and notice; claims carry theirs inside. */
  readonly bufferBeforeMs: number
  readonly bufferAfterMs: number
  readonly noticeMs: number
  /** A seated event type is shared: Cal.com counts the seats, claims are not subtracted. */
  readonly seated: boolean
}

export interface SlotUnit extends UnitDescription {
  /** What Cal.com is asked for, within the tenant: units that agree in it share a load. */
  readonly loadKey: string
  /** All that an answer's bytes depend on beside the slots themselves; the tenant comes first (INC-08). */
  readonly viewKey: string
}

export function slotUnit(unit: UnitDescription): SlotUnit {
  const loadKey = `${unit.eventTypeId}:${unit.askedDurationMin ?? 0}`
  const { tenant, staffId, durationMin, bufferBeforeMs, bufferAfterMs, noticeMs, seated } = unit
  const view = [
    tenant,
    loadKey,
    staffId,
    durationMin,
    bufferBeforeMs,
    bufferAfterMs,
    noticeMs,
    seated,
    unit.capacity,
    unit.resources.join(),
  ]
  return { ...unit, loadKey, viewKey: view.join('|') }
}
