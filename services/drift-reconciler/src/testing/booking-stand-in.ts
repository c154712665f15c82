import { Appointment, BookingServiceService, type ListAppointmentsRequest } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { authenticator, service, startGrpcServer, unary } from '@calbridge/grpc'

export interface StandIn {
  readonly port: number
  readonly appointments: Map<string, Appointment>
  /** Pages that were asked for. */
  pages: number
}

const notHere = unary(async (): Promise<never> => {
  throw new AppError('failed_precondition', 'the stand-in has no such RPC')
})

/** The two RPCs of booking that are read here, over gRPC and with booking's paging. */
export async function bookingStandIn(serviceToken: string, scope: Scope): Promise<StandIn> {
  const standIn = { port: 0, pages: 0, appointments: new Map<string, Appointment>() }
  const all = (tenant = '') => [...standIn.appointments.values()].filter((one) => one.tenant === tenant)
  const handlers = {
    createAppointment: notHere,
    rescheduleAppointment: notHere,
    cancelAppointment: notHere,
    listClaims: notHere,
    listPopularServices: notHere,
    getSyncPlan: notHere,
    recordSyncResult: notHere,
    listAppointments: unary(async ({ context, fromMs, toMs, pageSize, pageToken }: ListAppointmentsRequest) => {
      standIn.pages++
      const from = Number(pageToken || 0)
      const found = all(context?.tenant)
        .filter(({ startMs }) => startMs >= fromMs && startMs < toMs)
        .sort((a, b) => a.startMs - b.startMs)
      const to = from + pageSize
      return { appointments: found.slice(from, to), nextPageToken: found.length > to ? String(to) : '' }
    }),
    getAppointment: unary(async ({ context, appointment: ref }: { context?: { tenant: string } | undefined; appointment: string }) => {
      const names = ({ uid, segments }: Appointment) => [uid, ...segments.flatMap((one) => [one.calcomUid, one.calcomPreviousUid])]
      const appointment = all(context?.tenant).find((one) => names(one).includes(ref))
      if (!appointment) throw new AppError('not_found', 'no such appointment')
      return { appointment: Appointment.fromPartial(appointment), replayed: false, storedInMs: 0 }
    }),
  }
  const options = { host: '127.0.0.1', port: 0, authenticate: authenticator({ serviceToken }), shutdownMs: 200 }
  const { port } = await startGrpcServer({ ...options, services: [service(BookingServiceService, handlers)] }, scope)
  return Object.assign(standIn, { port })
}
