import {
  type AppointmentResponse,
  AvailabilityServiceService,
  type BatchGetSlotsRequest,
  BatchGetSlotsResponse,
  BookingServiceService,
  FindAlternativesResponse,
  FindCompositeSlotsResponse,
  GetSlotsResponse,
  IngestResponse,
  IngestStatus,
  ListAppointmentsResponse,
  WebhookServiceService,
} from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { authenticator, type Call, service, startGrpcServer, unary } from '@calbridge/grpc'
import { booked } from './appointments.ts'
import { SERVICE_TOKEN } from './servers.ts'

/** What a service behind the gateway was asked. */
export interface Asked {
  readonly rpc: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
  readonly request: any
  readonly call: Pick<Call, 'principal' | 'traceparent'> & { readonly remainingMs: number }
}

type Answers = Record<string, (request: never, call: Call) => unknown>

/**
 * booking, availability and webhook-ingest on a real gRPC port, answering as the test says. An answer that throws
 * AppError is what those services would send.
 */
export async function startStandIns(scope: Scope) {
  const asked: Asked[] = []
  const answers: Answers = {}
  const standard: Answers = {
    createAppointment: (): AppointmentResponse => ({ appointment: booked(), replayed: false, storedInMs: 3.2 }),
    rescheduleAppointment: (): AppointmentResponse => ({ appointment: booked(), replayed: false, storedInMs: 2 }),
    cancelAppointment: (): AppointmentResponse => ({ appointment: booked({ status: 3 }), replayed: false, storedInMs: 2 }),
    getAppointment: (): AppointmentResponse => ({ appointment: booked(), replayed: false, storedInMs: 0 }),
    listAppointments: () => ListAppointmentsResponse.fromPartial({ appointments: [booked()], nextPageToken: 'next' }),
    getSlots: () => GetSlotsResponse.fromPartial({}),
    findCompositeSlots: () => FindCompositeSlotsResponse.fromPartial({}),
    batchGetSlots: ({ lookUps }: BatchGetSlotsRequest) =>
      BatchGetSlotsResponse.fromPartial({ results: lookUps.map(({ id }) => ({ id, outcome: { $case: 'slots', value: {} } })) }),
    findAlternatives: () => FindAlternativesResponse.fromPartial({}),
    ingest: () =>
      IngestResponse.fromPartial({ status: IngestStatus.INGEST_STATUS_PROCESSED, eventId: '1', tenant: '1', action: 'created' }),
  }
  const rpc = (name: string) =>
    unary(async (request: unknown, call: Call) => {
      asked.push({
        rpc: name,
        request,
        call: { principal: call.principal, traceparent: call.traceparent, remainingMs: call.remainingMs() },
      })
      const answer = answers[name] ?? standard[name]
      if (!answer) throw new AppError('internal', `the test has no answer for ${name}`)
      return (await answer(request as never, call)) as never
    })
  const { port } = await startGrpcServer(
    {
      host: '127.0.0.1',
      port: 0,
      authenticate: authenticator({ serviceToken: SERVICE_TOKEN }),
      shutdownMs: 500,
      services: [
        service(BookingServiceService, {
          createAppointment: rpc('createAppointment'),
          rescheduleAppointment: rpc('rescheduleAppointment'),
          cancelAppointment: rpc('cancelAppointment'),
          getAppointment: rpc('getAppointment'),
          listAppointments: rpc('listAppointments'),
          listClaims: rpc('listClaims'),
          listPopularServices: rpc('listPopularServices'),
          getSyncPlan: rpc('getSyncPlan'),
          recordSyncResult: rpc('recordSyncResult'),
        }),
        service(AvailabilityServiceService, {
          getSlots: rpc('getSlots'),
          batchGetSlots: rpc('batchGetSlots'),
          findAlternatives: rpc('findAlternatives'),
          findCompositeSlots: rpc('findCompositeSlots'),
          getAnswers: rpc('getAnswers'),
          startWarmUp: rpc('startWarmUp'),
          getWarmUp: rpc('getWarmUp'),
        }),
        service(WebhookServiceService, { ingest: rpc('ingest') }),
      ],
    },
    scope,
  )
  return {
    address: `127.0.0.1:${port}`,
    asked,
    /** From now on, until `reset`. */
    answer: (name: string, give: (request: never, call: Call) => unknown) => void Object.assign(answers, { [name]: give }),
    reset: () => {
      asked.length = 0
      for (const name of Object.keys(answers)) delete answers[name]
    },
  }
}
