import type { Appointment, Booked } from './appointment.ts'
import { type Change, changed } from './change.ts'
import { withRemote } from './remotes.ts'

/**
 * Which of two appointments stays when their bookings at Cal.com turn out to be one: the one made here, else the older one.
 * Neither, when both were made here: then they are two people's, whatever Cal.com says.
 */
export function keptOf(one: Appointment, other: Appointment): { kept: Appointment; gone: Appointment } | undefined {
  const [kept, gone] = rank(one) < rank(other) ? [one, other] : [other, one]
  return gone.syncOrigin === 'calcom' ? { kept, gone } : undefined
}

// A UUIDv7 begins with its time, so the smaller one is the older one.
const rank = ({ syncOrigin, uid }: Appointment): string => `${syncOrigin === 'calcom' ? 1 : 0}${uid}`

/** The kept one with all that is known of both. */
export const withBookingsOf = ({ appointment, claims }: Booked, { remotes }: Appointment): Booked => ({
  appointment: { ...appointment, remotes: remotes.reduce(withRemote, appointment.remotes) },
  claims,
})

/** The other one's end: it frees its time and holds no booking any more. */
export const absorbed = (gone: Booked, kept: Appointment, nowMs: number): Change =>
  changed(
    gone,
    {
      status: 'cancelled',
      syncStatus: 'synced',
      remotes: [],
      segments: gone.appointment.segments.map((segment) => ({ ...segment, remoteUid: undefined })),
      requiresManualReview: false,
      syncErrorCode: undefined,
      cancellationReason: `the same booking as ${kept.uid}`,
    },
    nowMs,
    { kind: 'cancelled', origin: 'calcom', changeId: gone.appointment.changeId, fact: true },
  )
