import { type AppointmentResponse, CancelAppointmentRequest, RescheduleAppointmentRequest } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { cancelAppointment as cancel, rescheduleAppointment as reschedule } from '../application/change-appointment.ts'
import { command } from './command.ts'
import { knownTenant, MAX_WAIT_MS } from './create-appointment.ts'
import type { CommandDeps } from './deps.ts'
import { originOf } from './messages.ts'

export const rescheduleAppointment =
  (deps: CommandDeps) =>
  async (request: RescheduleAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const ask = parse(deps, request, call, 'reschedule')
    if (request.startMs <= 0) throw new AppError('invalid_argument', 'start_ms is required', { field: 'start' })
    return command(deps, {
      name: 'reschedule',
      tenant: ask.tenant,
      context: request.context,
      request: RescheduleAppointmentRequest.encode({ ...request, context: undefined }).finish(),
      waitMs: ask.waitMs,
      run: (key) => reschedule(deps, { ...ask, startMs: request.startMs, key }, call.signal),
    })
  }

export const cancelAppointment =
  (deps: CommandDeps) =>
  async (request: CancelAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const ask = parse(deps, request, call, 'cancel')
    return command(deps, {
      name: 'cancel',
      tenant: ask.tenant,
      context: request.context,
      request: CancelAppointmentRequest.encode({ ...request, context: undefined }).finish(),
      waitMs: ask.waitMs,
      run: (key) => cancel(deps, { ...ask, key }, call.signal),
    })
  }

type Request = Pick<RescheduleAppointmentRequest, 'context' | 'appointment' | 'reason' | 'waitMs' | 'expectedVersion'>

function parse(deps: CommandDeps, request: Request, call: Call, permission: 'reschedule' | 'cancel') {
  const tenant = requireTenant(call, request.context)
  requirePermission(call, permission)
  knownTenant(deps, tenant)
  if (!request.appointment) throw new AppError('invalid_argument', 'appointment is required', { field: 'appointment' })
  return {
    tenant,
    appointment: request.appointment,
    origin: originOf(request.context?.origin),
    reason: request.reason.slice(0, 500) || undefined,
    expectedVersion: request.expectedVersion,
    waitMs: Math.min(request.waitMs, MAX_WAIT_MS),
  }
}
