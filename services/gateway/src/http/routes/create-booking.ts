import { AppointmentStatus } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Backends } from '../../backends.ts'
import { withAlternatives } from '../alternatives.ts'
import { createBookingCommand } from '../commands/create-booking.ts'
import { preferenceOf } from '../prefer.ts'
import { presentBooking } from '../present/booking.ts'
import { replayed } from '../replayed.ts'
import { apiRoute } from '../route.ts'
import { bookingAnswer } from '../schemas/answers.ts'
import { createBookingRequest } from '../schemas/requests.ts'

export const createBooking = ({ booking, availability }: Pick<Backends, 'booking' | 'availability'>, writeMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/bookings',
    operationId: 'createBooking',
    summary: 'Books; `booked` once Cal.com has it within the wait, else `pending`',
    permission: 'book',
    limit: 'bookings',
    body: createBookingRequest,
    answers: { 201: bookingAnswer },
    problems: [404, 409, 503, 504],
    changes: true,
    wording: { invalid: 'Booking validation failed', failed: 'Booking failed' },
    handle: async ({ tenant, context, body, nowMs, header }) => {
      const { service, branch, request } = createBookingCommand(body, tenant, nowMs)
      const { waitMs, applied } = preferenceOf(header('prefer'))
      const { startMs, timeZone: zone } = request
      const wish = { service, branchId: branch.id, startMs, zone, language: body.customer.language }
      // No signal: a booking that was sent runs to its end, whether or not the caller waits.
      const response = await booking
        .createAppointment({ ...request, waitMs, context }, { tenant: tenant.id, timeoutMs: waitMs + writeMs })
        .catch((error: unknown) => withAlternatives(error, wish, availability, { tenant, context }))
      const { appointment } = response
      if (!appointment) throw new AppError('internal', 'internal error')
      if (appointment.status === AppointmentStatus.APPOINTMENT_STATUS_FAILED) {
        const refused = new AppError('conflict', 'Cal.com refused the booking', { reason: appointment.syncErrorCode || 'refused' })
        return withAlternatives(refused, wish, availability, { tenant, context })
      }
      return {
        status: 201,
        body: presentBooking(201, 'Booking created successfully', appointment, tenant),
        headers: { ...applied, ...replayed(response), Location: `/api/v2/bookings/${appointment.uid}` },
      }
    },
  })
