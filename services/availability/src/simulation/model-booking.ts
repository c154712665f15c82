import { type AppointmentEvent, type Claim, ClaimKind, Origin } from '@calbridge/contracts'
import type { Simulation } from '@calbridge/simulation'
import { claimOf, eventOf, segmentOf } from '../domain/testing.ts'
import { type ModelCalcom, SLOT_MS } from './model-calcom.ts'

interface Appointment {
  readonly uid: string
  readonly eventTypeId: string
  readonly staffId: string
  readonly startMs: number
  version: number
  claims: Claim[]
  state: 'held' | 'booked' | 'there' | 'leaving' | 'gone'
}

/** When an appointment's claims were committed as they are. */
export interface Commit {
  readonly uid: string
  readonly version: number
  readonly claims: readonly Claim[]
  readonly atMs: number
}

interface Change {
  readonly kind: AppointmentEvent['kind']
  readonly after: readonly Claim[]
  readonly origin?: Origin
}

export interface ModelBookingOptions {
  readonly simulation: Simulation
  readonly calcom: ModelCalcom
  readonly tenant: string
  /** Tells an event to whoever consumes; in order for each appointment. */
  readonly publish: (event: AppointmentEvent) => void
}

/** A booking service as far as it matters here: appointments with their claims, their way to Cal.com, and their events. */
export class ModelBooking {
  readonly commits: Commit[] = []
  readonly #options: ModelBookingOptions
  readonly #random: () => number
  readonly #appointments: Appointment[] = []

  constructor(options: ModelBookingOptions) {
    this.#options = options
    this.#random = options.simulation.random('booking')
  }

  /** Held for a caller who then hangs up. What is held is free again at its time; that it was released is told a little later. */
  hold(eventTypeId: string, staffId: string, startMs: number, forMs: number): void {
    const appointment = this.#claim(eventTypeId, staffId, startMs)
    if (!appointment) return
    appointment.state = 'held'
    const expiresAtMs = Math.ceil(this.#options.simulation.clock.now() + forMs)
    const held = this.#claimsOf(appointment).map((claim) => ({ ...claim, kind: ClaimKind.CLAIM_KIND_HELD, expiresAtMs }))
    this.#commit(appointment, { kind: { $case: 'holdPlaced', value: { callId: '' } }, after: held })
    const released = { kind: { $case: 'holdReleased', value: { expired: true } }, after: [] } as const
    this.#later([forMs, forMs + 500], () => this.#end(appointment, released))
  }

  /** Booked here, and brought to Cal.com later. A time that is claimed already is refused. */
  book(eventTypeId: string, staffId: string, startMs: number): void {
    const appointment = this.#claim(eventTypeId, staffId, startMs)
    if (!appointment) return
    this.#commit(appointment, { kind: this.#booked(appointment), after: this.#claimsOf(appointment) })
    this.#later([200, 2_000], () => {
      this.#options.calcom.take(eventTypeId, startMs)
      if (appointment.state !== 'booked') return
      this.#commit(appointment, { kind: synced(appointment), after: appointment.claims })
      appointment.state = 'there'
    })
  }

  /** Booked at Cal.com by a customer, and told here by webhook. */
  bookThere(eventTypeId: string, staffId: string, startMs: number): void {
    const appointment = this.#claim(eventTypeId, staffId, startMs)
    if (!appointment) return
    this.#options.calcom.take(eventTypeId, startMs)
    const change = { kind: this.#booked(appointment), after: this.#claimsOf(appointment), origin: Origin.ORIGIN_CALCOM }
    this.#later([20, 500], () => {
      this.#commit(appointment, change)
      appointment.state = 'there'
    })
  }

  /** Cancelled here: the time stays claimed until Cal.com has let go of it. */
  cancel(nth: number): void {
    const appointment = this.#leaving(nth, ({ state, version }) => state === 'there' || (state === 'booked' && version > 0))
    if (!appointment) return
    this.#commit(appointment, { kind: cancelled(appointment), after: appointment.claims })
    this.#later([2_100, 3_000], () => {
      this.#options.calcom.free(appointment.eventTypeId, appointment.startMs)
      this.#end(appointment, { kind: synced(appointment), after: [] })
    })
  }

  cancelThere(nth: number): void {
    const appointment = this.#leaving(nth, ({ state }) => state === 'there')
    if (!appointment) return
    this.#options.calcom.free(appointment.eventTypeId, appointment.startMs)
    this.#later([20, 500], () => this.#end(appointment, { kind: cancelled(appointment), after: [], origin: Origin.ORIGIN_CALCOM }))
  }

  listClaims(): Claim[] {
    return this.#appointments.flatMap(({ claims }) => claims)
  }

  #claim(eventTypeId: string, staffId: string, startMs: number): Appointment | undefined {
    const taken = this.#appointments.some((other) => other.state !== 'gone' && other.staffId === staffId && other.startMs === startMs)
    if (taken) return undefined
    const uid = `a${this.#appointments.length + 1}`
    const appointment: Appointment = { uid, eventTypeId, staffId, startMs, version: 0, claims: [], state: 'booked' }
    this.#appointments.push(appointment)
    return appointment
  }

  #leaving(nth: number, may: (appointment: Appointment) => boolean): Appointment | undefined {
    const appointment = this.#appointments.filter(may).at(-1 - nth)
    if (appointment) appointment.state = 'leaving'
    return appointment
  }

  #end(appointment: Appointment, change: Change): void {
    this.#commit(appointment, change)
    appointment.state = 'gone'
  }

  #commit(appointment: Appointment, { kind, after, origin = Origin.ORIGIN_API }: Change): void {
    const before = appointment.claims
    const { uid } = appointment
    const version = ++appointment.version
    appointment.claims = after.map((claim) => ({ ...claim, version }))
    const { simulation, tenant, publish } = this.#options
    simulation.note('booking', `${uid} version ${version}: ${kind!.$case}, ${after.length} claims`)
    this.commits.push({ uid, version, claims: appointment.claims, atMs: simulation.elapsedMs })
    publish(eventOf(kind, { uid, tenant, version, origin, before, after: appointment.claims, occurredAtMs: simulation.clock.now() }))
  }

  #booked(appointment: Appointment): AppointmentEvent['kind'] {
    return { $case: 'booked', value: { serviceId: '1', branchId: '', segments: segments(appointment), degraded: false } }
  }

  #claimsOf({ uid, staffId, startMs }: Appointment): Claim[] {
    return [claimOf(startMs, startMs + SLOT_MS, { appointmentUid: uid, resource: `staff:${staffId}` })]
  }

  #later([least, most]: readonly [number, number], action: () => void): void {
    this.#options.simulation.after(least + (most - least) * this.#random(), action)
  }
}

const segments = ({ startMs, eventTypeId, staffId }: Appointment) => [segmentOf(startMs, startMs + SLOT_MS, eventTypeId, staffId)]

const cancelled = (appointment: Appointment): AppointmentEvent['kind'] => ({
  $case: 'cancelled',
  value: { segments: segments(appointment) },
})

const synced = (appointment: Appointment): AppointmentEvent['kind'] => ({
  $case: 'syncChanged',
  value: { syncStatus: 'synced', segments: segments(appointment), refused: false, errorCode: '' },
})
