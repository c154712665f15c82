import { DateTime } from 'luxon'
import { exception } from '../http/errors.ts'
import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'
import { touch } from './insert.ts'

interface Absence {
  readonly host?: boolean | undefined
  readonly attendees?: readonly { email: string; absent: boolean }[] | undefined
}

/** Who did not come. Only after the start. */
export async function markAbsent(sim: Sim, booking: Booking, absence: Absence): Promise<void> {
  const nowMs = sim.clock.now()
  if (nowMs < booking.startMs) {
    const utc = (ms: number) => DateTime.fromMillis(ms, { zone: 'utc' }).toISO()
    throw exception(
      400,
      `Bookings can only be marked as absent after their scheduled start time. Current time in UTC+0: ${utc(nowMs)}, Booking start time in UTC+0: ${utc(booking.startMs)}`,
    )
  }
  if (absence.host !== undefined) booking.hostAbsent = absence.host
  const marked: { email: string; noShow: boolean }[] = []
  for (const { email, absent } of absence.attendees ?? []) {
    const attendee = booking.attendees.find((one) => one.email === email)
    if (!attendee) continue
    attendee.absent = absent
    marked.push({ email, noShow: absent })
  }
  touch(sim, booking)
  await sim.webhooks.emit('BOOKING_NO_SHOW_UPDATED', booking, { noShows: marked })
}
