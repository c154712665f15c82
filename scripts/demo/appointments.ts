import type { Demo } from './demo.ts'
import { expect } from './until.ts'

export interface Appointment {
  readonly uid: string
  readonly status: string
  readonly sync_status: string
  readonly sync_problem: string | null
  readonly origin: string
  readonly starts_at: string
  readonly version: number
  readonly calcom_booking_uid: string | null
}

export async function getAppointment({ gateway }: Demo, uid: string): Promise<Appointment> {
  const { status, body } = await gateway<{ data: Appointment }>('GET', `/api/v2/bookings/${uid}`)
  expect(status === 200, `GET booking answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return body.data
}

export async function appointmentsOf({ gateway }: Demo, email: string): Promise<Appointment[]> {
  const { status, body } = await gateway<{ data: Appointment[] }>('GET', `/api/v2/bookings?customer_email=${encodeURIComponent(email)}`)
  expect(status === 200, `GET bookings answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return body.data
}
