import { until } from '@calbridge/testkit'
import type { Stack } from './stack.ts'

const MONDAY = Date.UTC(2026, 11, 7, 9)
const HALF_HOUR = 1_800_000
/** Before anybody works there. */
export const AT_NIGHT = MONDAY - 6 * HALF_HOUR

const ENDED = ['done', 'superseded', 'review']

/** What a test asks of the world around a sync-worker. */
export function observe(stack: Stack) {
  let slot = 0
  const bookingsOf = (uid: string) =>
    stack.sim.control.bookings().filter(({ metadata }) => (metadata as Record<string, string>).calbridge_appointment === uid)
  const resultsOf = (uid: string) => stack.booking.results.filter(({ appointmentUid }) => appointmentUid === uid)
  /** A time that no other test uses. */
  const freeSlot = () => MONDAY + Math.floor(slot / 16) * 86_400_000 + (slot++ % 16) * HALF_HOUR
  return {
    freeSlot,
    bookingsOf,
    resultsOf,
    liveOf: (uid: string) => bookingsOf(uid).filter(({ status }) => status === 'accepted' || status === 'pending'),
    outcomesOf: (uid: string) => resultsOf(uid).map(({ outcome }) => outcome),
    /** Waits until the appointment has so many jobs and all have ended. */
    settled: (uid: string, count = 1) =>
      until(
        `${count} jobs of ${uid} to end`,
        async () => {
          const jobs = await stack.jobs(uid)
          return jobs.length === count && jobs.every(({ state }) => ENDED.includes(state)) && jobs
        },
        30_000,
      ),
    async booked(slug = 'cut', startMs = freeSlot()): Promise<string> {
      const uid = stack.appointment(slug, startMs)
      await stack.publish(uid, 'booked')
      return uid
    },
    async move(uid: string, startMs = freeSlot()): Promise<void> {
      stack.booking.change(uid, { changeId: `move-${uid}-${startMs}`, startMs })
      await stack.publish(uid, 'rescheduled')
    },
    async cancel(uid: string): Promise<void> {
      stack.booking.change(uid, { changeId: `cancel-${uid}`, cancelled: true })
      await stack.publish(uid, 'cancelled')
    },
  }
}
