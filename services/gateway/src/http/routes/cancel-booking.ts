import { AppError } from '@calbridge/core'
import type { Booking } from '../../backends.ts'
import { appointmentParam } from '../appointment-param.ts'
import { preferenceOf } from '../prefer.ts'
import { presentBooking } from '../present/booking.ts'
import { replayed } from '../replayed.ts'
import { apiRoute } from '../route.ts'
import { bookingAnswer } from '../schemas/answers.ts'
import { cancelRequest } from '../schemas/requests.ts'

export const cancelBooking = (booking: Pick<Booking, 'cancelAppointment'>, writeMs: number) =>
  apiRoute({
    method: 'delete',
    path: '/api/v2/bookings/{id}',
    operationId: 'cancelBooking',
    summary: 'Cancels an appointment; doing it twice is fine',
    permission: 'cancel',
    limit: 'changes',
    body: cancelRequest,
    bodyOptional: true,
    answers: { 200: bookingAnswer },
    problems: [404, 409, 503, 504],
    changes: true,
    wording: { invalid: 'Cancellation validation failed', failed: 'Cancellation failed' },
    handle: async ({ tenant, context, body, params, header }) => {
      const appointment = appointmentParam(params)
      const { waitMs, applied } = preferenceOf(header('prefer'))
      const response = await booking.cancelAppointment(
        { context, appointment, reason: body.reason ?? '', waitMs, expectedVersion: body.version ?? 0 },
        { tenant: tenant.id, timeoutMs: waitMs + writeMs },
      )
      if (!response.appointment) throw new AppError('internal', 'internal error')
      return {
        status: 200,
        body: presentBooking(200, 'Appointment cancelled successfully', response.appointment, tenant),
        headers: { ...applied, ...replayed(response) },
      }
    },
  })
