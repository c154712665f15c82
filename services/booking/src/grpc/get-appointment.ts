import type { AppointmentResponse, GetAppointmentRequest } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { unknownAppointment } from '../application/change-appointment.ts'
import { named } from './command.ts'
import type { CommandDeps } from './deps.ts'

export const getAppointment =
  (deps: Pick<CommandDeps, 'store' | 'directory'>) =>
  async ({ context, appointment: ref }: GetAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const tenant = requireTenant(call, context)
    requirePermission(call, 'read')
    if (!ref) throw new AppError('invalid_argument', 'appointment is required', { field: 'appointment' })
    const appointment = await deps.store.get(tenant, ref)
    if (!appointment) throw unknownAppointment()
    return { appointment: named(deps, tenant, appointment), replayed: false, storedInMs: 0 }
  }
