import type { Appointment, Tenant } from '@calbridge/contracts'
import type { z } from 'zod'
import type { bookingAnswer } from '../schemas/answers.ts'
import { presentAppointment } from './appointment.ts'

/** The old envelope around what became of a booking, a move or a cancellation, with all keys that old callers read. */
export function presentBooking(
  statusCode: number,
  message: string,
  appointment: Appointment,
  tenant: Tenant,
): z.output<typeof bookingAnswer> {
  const presented = presentAppointment(appointment, tenant)
  return {
    success: true,
    status_code: statusCode,
    message,
    data: {
      appointment_id: presented.id,
      uid: presented.uid,
      status: presented.status,
      starts_at: presented.starts_at,
      ends_at: presented.ends_at,
      confirmation_code: String(presented.id),
      appointment: presented,
      appointments: [presented],
    },
  }
}
