import { getAppointment } from '../appointments.ts'
import { counted, isWrite } from '../calcom.ts'
import type { Demo } from '../demo.ts'
import { lookUp, offers } from '../look-up.ts'
import type { Story } from '../steps.ts'
import { expect, ms, until } from '../until.ts'

export async function changes(demo: Demo, { booked }: Story): Promise<string> {
  expect(booked !== undefined, 'there is no booking')
  const { uid, wish, start: oldStart } = booked
  const oldUid = booked.appointment.calcom_booking_uid
  const newStart = (await lookUp(demo, wish)).data.slots.findLast((slot) => slot.start !== oldStart)?.start
  const { status, body } = await demo.gateway('PATCH', `/api/v2/bookings/${uid}/reschedule`, {
    start: newStart,
    timeZone: 'Europe/Berlin',
    reason: 'passt nicht',
  })
  expect(status === 200, `reschedule answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  const moved = await until('the new booking in Cal.com', async () => {
    const now = await getAppointment(demo, uid)
    return now.status === 'booked' && now.calcom_booking_uid !== oldUid ? now : undefined
  })
  const again = await until('the old slot offered again', () => offers(demo, wish, oldStart))

  const cancelled = await counted(demo, isWrite, async () => {
    const answer = await demo.simulator('POST', '/_sim/customer/cancel', {
      uid: moved.value.calcom_booking_uid,
      cancellationReason: 'krank',
    })
    expect(answer.status === 200, `cancelling in Cal.com answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
    return until('cancelled here', async () => (await getAppointment(demo, uid)).status === 'cancelled')
  })
  expect(cancelled.calls === 0, `${cancelled.calls} changes were sent to Cal.com`)
  return `rescheduled here: new uid ${moved.value.calcom_booking_uid}, the old slot offered again ${ms(again.afterMs)} later; cancelled in Cal.com: cancelled here after ${ms(cancelled.result.afterMs)}, nothing sent back`
}
