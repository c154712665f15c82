import type { AppointmentResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findService } from '@calbridge/directory'
import type { Backends } from '../../backends.ts'
import { type Wish, withAlternatives } from '../alternatives.ts'
import { appointmentParam } from '../appointment-param.ts'
import { rescheduleCommand } from '../commands/reschedule.ts'
import { preferenceOf } from '../prefer.ts'
import { presentBooking } from '../present/booking.ts'
import { replayed } from '../replayed.ts'
import { type ApiRequest, apiRoute } from '../route.ts'
import { bookingAnswer } from '../schemas/answers.ts'
import { rescheduleRequest } from '../schemas/requests.ts'

type Services = Pick<Backends, 'booking' | 'availability'>

export const rescheduleBooking = ({ booking, availability }: Services, writeMs: number) =>
  apiRoute({
    method: 'patch',
    path: '/api/v2/bookings/{id}/reschedule',
    operationId: 'rescheduleBooking',
    summary: 'Moves an appointment; the old time stays taken until the new one is safe',
    permission: 'reschedule',
    limit: 'changes',
    body: rescheduleRequest,
    answers: { 200: bookingAnswer },
    problems: [404, 409, 503, 504],
    changes: true,
    wording: { invalid: 'Reschedule validation failed', failed: 'Reschedule failed' },
    handle: async ({ tenant, context, body, params, nowMs, header }) => {
      const appointment = appointmentParam(params)
      const command = rescheduleCommand(body, tenant, nowMs)
      const { waitMs, applied } = preferenceOf(header('prefer'))
      const response = await booking
        .rescheduleAppointment({ context, appointment, ...command, waitMs }, { tenant: tenant.id, timeoutMs: waitMs + writeMs })
        .catch(async (error: unknown): Promise<AppointmentResponse> => {
          const wish = isTaken(error) ? await wishOf(booking, { tenant, context }, appointment, command.startMs) : undefined
          return withAlternatives(error, wish, availability, { tenant, context })
        })
      if (!response.appointment) throw new AppError('internal', 'internal error')
      const answer = presentBooking(200, 'Appointment rescheduled successfully', response.appointment, tenant)
      const id = answer.data.appointment_id
      return {
        status: 200,
        // The appointment keeps its number; old callers read it under three names.
        body: { ...answer, data: { ...answer.data, new_appointment_id: id, old_appointment_id: id } },
        headers: { ...applied, ...replayed(response) },
      }
    },
  })

const isTaken = (error: unknown): boolean => AppError.from(error).reason === 'slot_taken'

/** What the appointment is for, so that alternatives can be looked up; undefined when that is not to be had. */
async function wishOf(
  booking: Services['booking'],
  { tenant, context }: Pick<ApiRequest<unknown, unknown>, 'tenant' | 'context'>,
  appointment: string,
  startMs: number,
): Promise<Wish | undefined> {
  const options = { tenant: tenant.id, timeoutMs: 300 }
  const found = await booking.getAppointment({ context, appointment }, options).catch(() => undefined)
  const service = findService(tenant, found?.appointment?.serviceId ?? '')
  if (!found?.appointment || !service) return undefined
  const { branchId, timeZone, customer } = found.appointment
  return { service, branchId, startMs, zone: timeZone || tenant.timeZone, language: customer?.language }
}
