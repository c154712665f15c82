import type { Clock } from '@calbridge/core'
import type { Appointment } from '../domain/appointment.ts'
import type { AppointmentStore, ChangeListener } from './ports.ts'

export interface WaitOptions {
  readonly store: Pick<AppointmentStore, 'get'>
  readonly clock: Clock
  /** The row is read again at least so often, in case the hint never comes (Redis gone). */
  readonly rereadMs: number
}

/** Has Cal.com answered the change? Until then the truthful state is that it has not. */
const isAnswered = ({ syncStatus, requiresManualReview }: Appointment): boolean => syncStatus !== 'pending' || requiresManualReview

/** Waits until Cal.com has answered, the time is over or the caller is gone; answers the state as it is then. */
export async function waitForCalcom(
  { store, clock, rereadMs }: WaitOptions,
  stored: Appointment,
  listener: ChangeListener,
  waitMs: number,
  signal: AbortSignal,
): Promise<Appointment> {
  const endsAt = clock.monotonic() + waitMs
  let seen = stored
  while (!isAnswered(seen)) {
    const leftMs = endsAt - clock.monotonic()
    if (leftMs <= 0 || signal.aborted) return seen
    await listener.next(Math.min(leftMs, rereadMs), signal)
    seen = (await store.get(stored.tenant, stored.uid)) ?? seen
  }
  return seen
}
