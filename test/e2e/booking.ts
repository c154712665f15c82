import { randomUUID } from 'node:crypto'
import { type Appointment, getAppointment } from '../../scripts/demo/appointments.ts'
import { requests } from '../../scripts/demo/calcom.ts'
import type { Demo } from '../../scripts/demo/demo.ts'
import type { Answer } from '../../scripts/demo/http.ts'
import { lookUp, type Wish, wishOf } from '../../scripts/demo/look-up.ts'
import { expect, until } from '../../scripts/demo/until.ts'

/** A staff member of the salon with one of their services. */
export interface Place {
  readonly service: string
  readonly staff: string
  readonly branch: string
}

export interface BookingAnswer {
  readonly data: { readonly uid: string; readonly status: string; readonly appointment: Appointment }
  readonly reason?: string
  readonly alternatives?: readonly { readonly start: string; readonly staff_id: string }[]
}

export interface RemoteBooking {
  readonly uid: string
  readonly status: string
  readonly start: string
  readonly metadata: Readonly<Record<string, string>>
}

/** The days of one test, `week` weeks from now: other tests use others, so that no one takes another's slots. */
export const weekOf = (demo: Demo, { service, staff, branch }: Place, week: number): Wish =>
  wishOf({ ...demo, run: week }, service, staff, branch)

export async function freeSlots(demo: Demo, wish: Wish): Promise<string[]> {
  const { data } = await lookUp(demo, wish)
  return data.slots.map(({ start }) => start)
}

/** Books and gives whatever is answered, at once: does not wait for Cal.com unless `headers` say so. */
export function book(demo: Demo, wish: Wish, start: string, headers: Record<string, string> = {}): Promise<Answer<BookingAnswer>> {
  const { tenant } = demo.stack
  const customer = { name: 'Erika Muster', email: `kundin-${randomUUID().slice(0, 8)}@example.com` }
  const body = {
    service_id: tenant.services[wish.service],
    branch_id: tenant.branches[wish.branch],
    staff_id: tenant.staff[wish.staff],
    start,
    timeZone: 'Europe/Berlin',
    customer,
  }
  return demo.gateway('POST', '/api/v2/bookings', body, { prefer: 'wait=0', ...headers })
}

/** Books and insists: gives the uid. */
export async function booked(demo: Demo, wish: Wish, start: string): Promise<string> {
  const { status, body } = await book(demo, wish, start)
  expect(status === 201, `booking answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return body.data.uid
}

export async function syncedAppointment(demo: Demo, uid: string, timeoutMs = 60_000): Promise<Appointment> {
  const { value } = await until(
    `appointment ${uid} in Cal.com`,
    async () => {
      const now = await getAppointment(demo, uid)
      return now.status === 'booked' && now.sync_status === 'synced' && now
    },
    timeoutMs,
  )
  return value
}

/** What Cal.com holds for one of our appointments. */
export async function bookingsThere({ simulator }: Demo, uid: string): Promise<RemoteBooking[]> {
  const { body } = await simulator<RemoteBooking[]>('GET', '/_sim/bookings')
  return body.filter(({ metadata }) => metadata.calbridge_appointment === uid)
}

/** How often Cal.com was asked to make a booking. */
export const createsSent = async (demo: Demo): Promise<number> =>
  (await requests(demo)).filter(({ method, path }) => method === 'POST' && path === '/v2/bookings').length
