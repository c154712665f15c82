import { randomUUID } from 'node:crypto'
import { type Appointment, getAppointment } from '../appointments.ts'
import type { Demo } from '../demo.ts'
import { counter } from '../http.ts'
import { lookUp, offers, type Wish, wishOf } from '../look-up.ts'
import type { Story } from '../steps.ts'
import { expect, ms, until } from '../until.ts'

export interface Booked {
  readonly uid: string
  readonly start: string
  readonly email: string
  readonly wish: Wish
  readonly appointment: Appointment
  readonly goneAfter: string
  /** Webhooks that booking had applied before. */
  readonly appliedBefore: number
}

export const applied = ({ stack }: Demo): Promise<number> => counter(stack, 'booking', 'calbridge_booking_webhooks_applied_total', {})

export async function booking(demo: Demo, story: Story): Promise<string> {
  const { tenant } = demo.stack
  const wish = wishOf(demo, 'haircut', 'anna', 'mitte')
  const { data, meta } = await lookUp(demo, wish)
  const start = data.slots[0]?.start
  expect(start !== undefined, 'nothing is free')
  const email = `kundin-${randomUUID().slice(0, 8)}@example.com`
  const appliedBefore = await applied(demo)
  const { status, body, tookMs } = await demo.gateway<{ data: { uid: string; status: string } }>(
    'POST',
    '/api/v2/bookings',
    {
      service_id: tenant.services.haircut,
      branch_id: tenant.branches.mitte,
      staff_id: tenant.staff.anna,
      start,
      timeZone: 'Europe/Berlin',
      customer: { name: 'Erika Muster', email, phone: '+4915112345678' },
      answer_id: meta.answer_id,
    },
    { prefer: 'wait=0', 'idempotency-key': randomUUID() },
  )
  expect(status === 201 && body.data.status === 'pending', `booking answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  const { uid } = body.data
  const [there, gone] = await Promise.all([
    until('the booking in Cal.com', async () => {
      const now = await getAppointment(demo, uid)
      return now.status === 'booked' && now.calcom_booking_uid ? now : undefined
    }),
    until('the slot gone', async () => !(await offers(demo, wish, start))),
  ])
  story.booked = { uid, start, email, wish, appointment: there.value, goneAfter: ms(gone.afterMs), appliedBefore }
  return `stored here in ${ms(tookMs)} (pending), in Cal.com after ${ms(there.afterMs)}: ${there.value.calcom_booking_uid}`
}
