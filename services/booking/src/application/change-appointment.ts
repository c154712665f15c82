import { AppError } from '@calbridge/core'
import type { Appointment, Origin } from '../domain/appointment.ts'
import { startOf } from '../domain/appointment.ts'
import { checkStart } from '../domain/book.ts'
import { type Command, cancel, move } from '../domain/commands.ts'
import type { BookingDeps, Outcome } from './create-appointment.ts'
import type { AppointmentRef, Decide, IdempotencyClaim } from './ports.ts'
import { waitForCalcom } from './wait-for-calcom.ts'

interface Ask {
  readonly tenant: string
  readonly appointment: AppointmentRef
  readonly origin: Origin
  readonly reason?: string | undefined
  readonly expectedVersion: number
  readonly waitMs: number
  readonly key?: IdempotencyClaim | undefined
}

/** Moves an appointment; both times are its own until Cal.com has the new one. */
export async function rescheduleAppointment(deps: BookingDeps, ask: Ask & { startMs: number }, signal: AbortSignal): Promise<Outcome> {
  checkStart(ask.startMs, { nowMs: deps.clock.now(), minimumNoticeMin: 0, horizonDays: deps.horizonDays })
  const outcome = await change(deps, ask, (command) => (current) => move(current, ask.startMs, command), signal)
  if (startOf(outcome.appointment) !== ask.startMs)
    throw new AppError('conflict', 'the new time is not free any more; the appointment stays where it was', {
      field: 'start',
      reason: 'slot_taken',
    })
  return outcome
}

/** Cancels an appointment; its time is free here at once, and in Cal.com as soon as it can be told. */
export const cancelAppointment = (deps: BookingDeps, ask: Ask, signal: AbortSignal): Promise<Outcome> =>
  change(deps, ask, (command) => (current) => cancel(current, command), signal)

async function change(deps: BookingDeps, ask: Ask, decide: (command: Command) => Decide, signal: AbortSignal): Promise<Outcome> {
  const { store, changes, clock, ids } = deps
  const begunAt = clock.monotonic()
  const found = await exists(deps, ask)
  const listener = ask.waitMs > 0 ? await changes.listen(ask.tenant, found.uid) : undefined
  try {
    const command: Command = {
      changeId: ids.next(),
      origin: ask.origin,
      nowMs: clock.now(),
      reason: ask.reason,
      expectedVersion: ask.expectedVersion,
    }
    const stored = await store.change(ask.tenant, found.uid, decide(command), ask.key)
    if (!stored) throw unknownAppointment()
    const storedInMs = clock.monotonic() - begunAt
    const { appointment } = stored.after
    return { appointment: listener ? await waitForCalcom(deps, appointment, listener, ask.waitMs, signal) : appointment, storedInMs }
  } finally {
    listener?.close()
  }
}

async function exists({ store }: BookingDeps, { tenant, appointment }: Ask): Promise<Appointment> {
  const found = await store.get(tenant, appointment)
  if (!found) throw unknownAppointment()
  return found
}

export const unknownAppointment = (): AppError => new AppError('not_found', 'there is no such appointment', { field: 'appointment' })
