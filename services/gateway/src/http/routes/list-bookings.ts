import { AppError } from '@calbridge/core'
import type { Booking } from '../../backends.ts'
import { InvalidFields } from '../../domain/field-errors.ts'
import { listBookingsCommand } from '../commands/list-bookings.ts'
import { presentAppointment } from '../present/appointment.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { appointmentListAnswer } from '../schemas/answers.ts'
import { listBookingsQuery } from '../schemas/requests.ts'

export const listBookings = (booking: Pick<Booking, 'listAppointments'>, lookUpMs: number) =>
  apiRoute({
    method: 'get',
    path: '/api/v2/bookings',
    operationId: 'listBookings',
    summary: 'Appointments by start, a page at a time',
    permission: 'read',
    limit: 'reads',
    query: listBookingsQuery,
    answers: { 200: appointmentListAnswer },
    problems: [404, 503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, query, signal }) => {
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal, idempotent: true }
      const page = await booking.listAppointments({ context, ...listBookingsCommand(query, tenant) }, options).catch(asCursor)
      const data = page.appointments.map((appointment) => presentAppointment(appointment, tenant))
      return {
        status: 200,
        body: {
          success: true,
          status_code: 200,
          message: 'OK',
          data,
          meta: { count: data.length, next_cursor: page.nextPageToken || null },
        },
      }
    },
  })

/** Behind, a cursor is called page_token. */
function asCursor(cause: unknown): never {
  const { code, field } = AppError.from(cause)
  if (code === 'invalid_argument' && field === 'page_token') throw new InvalidFields({ cursor: ['is not one of ours'] })
  throw cause
}
