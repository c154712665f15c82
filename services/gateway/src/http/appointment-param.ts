import { AppError } from '@calbridge/core'

/** An appointment's number, its uid, or the uid that Cal.com gave it. Anything else is no appointment. */
export function appointmentParam({ id = '' }: Readonly<Record<string, string>>): string {
  if (/^[\w-]{1,64}$/.test(id)) return id
  throw new AppError('not_found', 'No such appointment', { reason: 'appointment_not_found' })
}
