import { BookingServiceService } from '@calbridge/contracts'
import { service, unary } from '@calbridge/grpc'
import { cancelAppointment, rescheduleAppointment } from './change-appointment.ts'
import { createAppointment } from './create-appointment.ts'
import type { CommandDeps } from './deps.ts'
import { getAppointment } from './get-appointment.ts'
import { getSyncPlan } from './get-sync-plan.ts'
import { listAppointments } from './list-appointments.ts'
import { listClaims } from './list-claims.ts'
import { type ListPopularServicesDeps, listPopularServices } from './list-popular-services.ts'
import { recordSyncResult } from './record-sync-result.ts'

/** `calbridge.booking.v1`, one handler per RPC. */
export const bookingService = (deps: CommandDeps & ListPopularServicesDeps) =>
  service(BookingServiceService, {
    createAppointment: unary(createAppointment(deps)),
    rescheduleAppointment: unary(rescheduleAppointment(deps)),
    cancelAppointment: unary(cancelAppointment(deps)),
    getAppointment: unary(getAppointment(deps)),
    listAppointments: unary(listAppointments(deps)),
    listClaims: unary(listClaims(deps.store)),
    listPopularServices: unary(listPopularServices(deps)),
    getSyncPlan: unary(getSyncPlan(deps)),
    recordSyncResult: unary(recordSyncResult(deps)),
  })
