import { type AppointmentResponse, CancelAppointmentRequest, RescheduleAppointmentRequest, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { cancelAppointment as cancel, rescheduleAppointment as reschedule } from '../application/change-appointment.ts'
import { noticeOf } from '../directory/offers.ts'
import { command, waitOf } from './command.ts'
import type { CommandDeps } from './deps.ts'
import { knownTenant, parseStart } from './fields.ts'
import { originOf } from './messages.ts'

export const rescheduleAppointment =
  (deps: CommandDeps) =>
  async (request: RescheduleAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const { tenant, waitMs } = admit(deps, request, call, 'reschedule')
    return command(deps, {
      name: 'reschedule',
      tenant: tenant.id,
      context: request.context,
      request: RescheduleAppointmentRequest.encode({ ...request, context: undefined, waitMs: 0 }).finish(),
      waitMs,
      run: async (key) => {
        const ask = { ...parse(tenant, request), startMs: parseStart(request.startMs), minimumNoticeMin: noticeOf(tenant) }
        return reschedule(deps, { ...ask, waitMs, key }, call.signal)
      },
    })
  }

export const cancelAppointment =
  (deps: CommandDeps) =>
  async (request: CancelAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const { tenant, waitMs } = admit(deps, request, call, 'cancel')
    return command(deps, {
      name: 'cancel',
      tenant: tenant.id,
      context: request.context,
      request: CancelAppointmentRequest.encode({ ...request, context: undefined, waitMs: 0 }).finish(),
      waitMs,
      run: async (key) => cancel(deps, { ...parse(tenant, request), waitMs, key }, call.signal),
    })
  }

type Request = Pick<RescheduleAppointmentRequest, 'context' | 'appointment' | 'reason' | 'waitMs' | 'expectedVersion'>

function admit(deps: CommandDeps, request: Request, call: Call, permission: 'reschedule' | 'cancel') {
  const id = requireTenant(call, request.context)
  requirePermission(call, permission)
  return { tenant: knownTenant(deps, id), waitMs: waitOf(request.waitMs, call) }
}

function parse(tenant: Tenant, request: Request) {
  if (!request.appointment) throw new AppError('invalid_argument', 'appointment is required', { field: 'appointment' })
  return {
    tenant: tenant.id,
    appointment: request.appointment,
    origin: originOf(request.context?.origin),
    reason: request.reason.slice(0, 500) || undefined,
    expectedVersion: request.expectedVersion,
  }
}
