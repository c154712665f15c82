import type { RescheduleAppointmentRequest, Tenant } from '@calbridge/contracts'
import { FieldErrors } from '../../domain/field-errors.ts'
import type { RescheduleRequest } from '../schemas/requests.ts'
import { readStart } from './start.ts'
import { readZone } from './zone.ts'

/** Where an appointment is to be moved. The scripts send no zone: the tenant's counts then. Throws InvalidFields. */
export function rescheduleCommand(
  body: RescheduleRequest,
  tenant: Tenant,
  nowMs: number,
): Pick<RescheduleAppointmentRequest, 'startMs' | 'reason' | 'expectedVersion'> {
  const errors = new FieldErrors()
  const zone = readZone(body, errors) ?? tenant.timeZone
  const startMs = readStart(
    {
      start: [
        ['start', body.start],
        ['new_start_time', body.new_start_time],
        ['start_time', body.start_time],
      ],
      end: ['new_end_time', body.new_end_time],
      nowMs,
      zone,
    },
    errors,
  )
  errors.throwIfAny()
  return { startMs, reason: body.reason ?? '', expectedVersion: body.version ?? 0 }
}
