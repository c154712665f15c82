import { AppError } from '@calbridge/core'
import type { Booking } from '../../backends.ts'
import { appointmentParam } from '../appointment-param.ts'
import { presentAppointment } from '../present/appointment.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { appointmentAnswer } from '../schemas/answers.ts'

export const getBooking = (booking: Pick<Booking, 'getAppointment'>, lookUpMs: number) =>
  apiRoute({
    method: 'get',
    path: '/api/v2/bookings/{id}',
    operationId: 'getBooking',
    summary: 'One appointment, by its number, its uid, or the uid of its booking in Cal.com',
    permission: 'read',
    limit: 'reads',
    answers: { 200: appointmentAnswer },
    problems: [404, 503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, params, signal }) => {
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal, idempotent: true }
      const { appointment } = await booking.getAppointment({ context, appointment: appointmentParam(params) }, options)
      if (!appointment) throw new AppError('internal', 'internal error')
      return { status: 200, body: { success: true, status_code: 200, message: 'OK', data: presentAppointment(appointment, tenant) } }
    },
  })
