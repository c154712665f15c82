import { AppError } from '@calbridge/core'
import type { Appointment, Origin } from '../domain/appointment.ts'
import { startOf } from '../domain/appointment.ts'
import { checkStart } from '../domain/book.ts'
import { type Command, cancel, move } from '../domain/commands.ts'
import { type BookingDeps, type Outcome, refused } from './create-appointment.ts'
import type { AppointmentRef, Decide, IdempotencyClaim } from './ports.ts'
import { waitForCalcom } from './wait-for-calcom.ts'

interface Ask {
  readonly tenant: string
  readonly appointment: AppointmentRef
  readonly origin: Origin
  readonly reason?: string | undefined
  /** The version that the caller saw; 0 for any. */
  readonly expectedVersion: number
  readonly waitMs: number
  readonly key?: IdempotencyClaim | undefined
}

interface Move extends Ask {
  readonly startMs: number
  /** How long ahead a booking of this service must be made. */
  readonly minimumNoticeMin: (appointment: Appointment) => number
}

/** Moves an appointment; both times are its own until Cal.com has the new one. */
export async function rescheduleAppointment(deps: BookingDeps, ask: Move, signal: AbortSignal): Promise<Outcome> {
  const { clock, horizonDays } = deps
  const outcome = await change(
    deps,
    ask,
    (command) => (current) => {
      const minimumNoticeMin = ask.minimumNoticeMin(current.appointment)
      checkStart(ask.startMs, { nowMs: clock.now(), minimumNoticeMin, horizonDays })
      return move(current, ask.startMs, command)
    },
    signal,
  )
  // It went back to where it was while the caller waited.
  if (outcome.appointment.status !== 'cancelled' && startOf(outcome.appointment) !== ask.startMs) throw refused(outcome.appointment)
  return outcome
}

/** Cancels an appointment; its time is free when it is known that Cal.com has it no more. */
export const cancelAppointment = (deps: BookingDeps, ask: Ask, signal: AbortSignal): Promise<Outcome> =>
  change(deps, ask, (command) => (current) => cancel(current, command), signal)

async function change(deps: BookingDeps, ask: Ask, decide: (command: Command) => Decide, signal: AbortSignal): Promise<Outcome> {
  const { store, changes, clock, ids } = deps
  const begunAt = clock.monotonic()
  const uid = await store.resolve(ask.tenant, ask.appointment)
  if (uid === undefined) throw unknownAppointment()
  const listener = ask.waitMs > 0 ? await changes.listen(ask.tenant, uid) : undefined
  try {
    const { origin, reason, expectedVersion } = ask
    const command: Command = { changeId: ids.next(), origin, nowMs: clock.now(), reason, expectedVersion }
    const stored = await store.change(ask.tenant, uid, decide(command), ask.key)
    if (!stored) throw unknownAppointment()
    const storedInMs = clock.monotonic() - begunAt
    const { appointment } = stored.after
    const waitMs = ask.waitMs - storedInMs
    return { appointment: listener ? await waitForCalcom(deps, appointment, listener, waitMs, signal) : appointment, storedInMs }
  } finally {
    listener?.close()
  }
}

export const unknownAppointment = (): AppError =>
  new AppError('not_found', 'there is no such appointment', { field: 'appointment', reason: 'appointment_not_found' })
