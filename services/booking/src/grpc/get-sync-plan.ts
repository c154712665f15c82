import type { GetSyncPlanRequest, SyncPlan } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requireTenant } from '@calbridge/grpc'
import { unknownAppointment } from '../application/change-appointment.ts'
import { ORIGIN } from '../codes.ts'
import type { Appointment } from '../domain/appointment.ts'
import { named } from './command.ts'
import type { CommandDeps } from './deps.ts'
import { knownTenant } from './fields.ts'
import { requireService } from './require-service.ts'

export const getSyncPlan =
  (deps: Pick<CommandDeps, 'store' | 'directory'>) =>
  async ({ context, appointmentUid }: GetSyncPlanRequest, call: Call): Promise<SyncPlan> => {
    const tenant = requireTenant(call, context)
    requireService(call)
    if (!appointmentUid) throw new AppError('invalid_argument', 'appointment_uid is required', { field: 'appointment_uid' })
    const appointment = await deps.store.get(tenant, appointmentUid)
    if (!appointment) throw unknownAppointment()
    return {
      appointment: named(deps, tenant, appointment),
      changeId: appointment.changeId,
      changeOrigin: ORIGIN[appointment.changeOrigin],
      attendeeEmail: addressAtCalcom(appointment, knownTenant(deps, tenant).placeholderDomain),
      reason: appointment.changeReason ?? '',
      callId: appointment.callId ?? '',
    }
  }

/**
 * Cal.com wants an address of everyone. Who has none gets one of this appointment's own: a shared one would meet
 * Cal.com's dedupe by address, and an own one finds exactly this booking again. No mail goes there.
 */
const addressAtCalcom = ({ attendee, uid }: Appointment, placeholderDomain: string): string =>
  attendee.email ?? `a-${uid}@${placeholderDomain}`.toLowerCase()
