import {
  type Appointment,
  AppointmentStatus,
  type BookingServiceClient,
  type CallContext,
  Origin,
  SyncStatus,
  type Tenant,
} from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { ClientCallOptions, GrpcClient } from '@calbridge/grpc'
import type { LocalSide, Range } from '../application/ports.ts'
import { tooMany } from '../application/too-many.ts'
import type { LocalBooking, LocalStatus } from '../domain/booking.ts'

type Client = Pick<GrpcClient<(typeof BookingServiceClient)['service']>, 'listAppointments' | 'getAppointment'>

export interface LocalSideOptions {
  readonly client: Client
  readonly tenant: Tenant
  readonly call: Pick<ClientCallOptions, 'signal' | 'deadlineMs'>
  readonly maxBookings: number
}

const PAGE = 200

/** The booking service's side of one tenant, read over gRPC. */
export function localSide({ client, tenant, call, maxBookings }: LocalSideOptions): LocalSide {
  const options = { ...call, tenant: tenant.id, idempotent: true }
  const context = contextOf(tenant.id)
  const toLocal = (appointments: readonly Appointment[]) => appointments.flatMap((one) => localBookings(one, tenant))

  return {
    async list({ fromMs, toMs }: Range) {
      const found: Appointment[] = []
      const filter = { fromMs, toMs, statuses: [], staffId: '', customerEmail: '', pageSize: PAGE }
      let pageToken = ''
      do {
        const page = await client.listAppointments({ context, ...filter, pageToken }, options)
        found.push(...page.appointments)
        if (found.length > maxBookings) throw tooMany()
        pageToken = page.nextPageToken
      } while (pageToken !== '')
      return toLocal(found)
    },
    async find(ref) {
      try {
        const { appointment } = await client.getAppointment({ context, appointment: ref }, options)
        return toLocal(appointment ? [appointment] : [])
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found') return []
        throw error
      }
    },
  }
}

export const contextOf = (tenant: string): CallContext => ({
  tenant,
  origin: Origin.ORIGIN_SYSTEM,
  callId: '',
  requestId: '',
  idempotencyKey: '',
})

const STATUS: Partial<Record<AppointmentStatus, readonly [LocalStatus, string]>> = {
  [AppointmentStatus.APPOINTMENT_STATUS_PENDING]: ['live', 'pending'],
  [AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED]: ['live', 'confirmed'],
  [AppointmentStatus.APPOINTMENT_STATUS_COMPLETED]: ['live', 'completed'],
  [AppointmentStatus.APPOINTMENT_STATUS_NO_SHOW]: ['live', 'no_show'],
  [AppointmentStatus.APPOINTMENT_STATUS_CANCELLED]: ['gone', 'cancelled'],
  [AppointmentStatus.APPOINTMENT_STATUS_FAILED]: ['never_there', 'failed'],
}

const IN_FLIGHT: readonly SyncStatus[] = [SyncStatus.SYNC_STATUS_PENDING, SyncStatus.SYNC_STATUS_VERIFICATION_PENDING]

/** One for each segment; none for a status of a later schema, which nothing is known about. */
function localBookings(appointment: Appointment, tenant: Tenant): LocalBooking[] {
  const [status, statusName] = STATUS[appointment.status] ?? []
  if (!status || !statusName) return []
  return appointment.segments.map((segment) => ({
    appointmentUid: appointment.uid,
    index: segment.index,
    status,
    statusName,
    inFlight: IN_FLIGHT.includes(appointment.syncStatus),
    uid: segment.calcomUid,
    previousUid: segment.calcomPreviousUid,
    remoteStatus: segment.calcomStatus.toLowerCase(),
    startMs: segment.startMs,
    hostId: tenant.staff.find(({ id }) => id === segment.staffId)?.calcomUserId || undefined,
    credentialId: segment.credentialId,
  }))
}
