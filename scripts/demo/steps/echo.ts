import { appointmentsOf, getAppointment } from '../appointments.ts'
import type { Demo } from '../demo.ts'
import type { Story } from '../steps.ts'
import { expect, until } from '../until.ts'
import { applied } from './booking.ts'

interface Delivery {
  readonly trigger: string
  readonly bookingUid: string | null
}

export async function echo(demo: Demo, { booked }: Story): Promise<string> {
  expect(booked !== undefined, 'there is no booking')
  const uid = booked.appointment.calcom_booking_uid
  await until('the webhook applied', async () => (await applied(demo)) > booked.appliedBefore)
  const { body: deliveries } = await demo.simulator<Delivery[]>('GET', `/_sim/deliveries?uid=${uid}`)
  expect(deliveries.length === 1, `${deliveries.length} webhooks instead of 1`)
  const all = await appointmentsOf(demo, booked.email)
  expect(all.length === 1 && all[0]?.uid === booked.uid, `${all.length} appointments of this customer`)
  const now = await getAppointment(demo, booked.uid)
  expect(now.sync_status === 'synced' && now.calcom_booking_uid === uid, `sync status ${now.sync_status}`)
  return 'Cal.com’s webhook came back: linked to the same appointment, no new one, nothing sent again'
}
