import type { Clock } from '@calbridge/core'
import type { Appointment } from '../domain/appointment.ts'
import type { AppointmentStore, ChangeListener } from './ports.ts'

export interface WaitOptions {
  readonly store: Pick<AppointmentStore, 'get'>
  readonly clock: Clock
  /** The row is read again so often while the hint cannot come (Redis gone). */
  readonly rereadMs: number
  /** And so often while it should come: a hint may be lost in silence. */
  readonly heardRereadMs: number
}

/** Has Cal.com answered the change? Until then the truthful state is that it has not; an unknown outcome is no answer. */
const isAnswered = ({ syncStatus }: Appointment): boolean => syncStatus !== 'pending' && syncStatus !== 'verification_pending'

/** Waits until Cal.com has answered, the time is over or the caller is gone; answers the state as it is then. */
export async function waitForCalcom(
  { store, clock, rereadMs, heardRereadMs }: WaitOptions,
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
    await listener.next(Math.min(leftMs, listener.isLive() ? heardRereadMs : rereadMs), signal)
    if (signal.aborted) return seen
    seen = (await store.get(stored.tenant, stored.uid)) ?? seen
  }
  return seen
}
