import { type Appointment, BookingServiceService, type RecordSyncResultRequest, SyncOutcome, type SyncPlan } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import { authenticator, service, startGrpcServer, unary } from '@calbridge/grpc'
import { PENDING, SYNC_PENDING, SYNCED, statusAfter } from './statuses.ts'

export interface StandIn {
  readonly port: number
  /** What was recorded, in order. */
  readonly results: RecordSyncResultRequest[]
  put(plan: SyncPlan): void
  plan(uid: string): SyncPlan
  change(uid: string, change: { changeId: string; startMs?: number; cancelled?: boolean }): SyncPlan
  /** While set, results are taken and never answered. */
  deaf: boolean
  /** As if a webhook had told of it. */
  learn(uid: string, calcomUid: string): void
}

const notHere = unary(async (): Promise<never> => {
  throw new AppError('failed_precondition', 'the stand-in has no such RPC')
})

/** The two RPCs of booking that sync-worker uses, over gRPC, with the state of a booking that keeps what it is told. */
export async function bookingStandIn(serviceToken: string, scope: Scope): Promise<StandIn> {
  const plans = new Map<string, SyncPlan>()
  const results: RecordSyncResultRequest[] = []
  const planOf = (uid: string): SyncPlan => {
    const plan = plans.get(uid)
    if (!plan) throw new AppError('not_found', 'no such appointment')
    return plan
  }
  const update = (uid: string, appointment: Partial<Appointment>, rest: Partial<SyncPlan> = {}): SyncPlan => {
    const plan = planOf(uid)
    const next = { ...plan, ...rest, appointment: { ...plan.appointment!, ...appointment, version: plan.appointment!.version + 1 } }
    plans.set(uid, next)
    return next
  }
  const standIn = {
    port: 0,
    results,
    deaf: false,
    put: (plan: SyncPlan) => void plans.set(plan.appointment!.uid, plan),
    plan: planOf,
    change(uid: string, { changeId, startMs, cancelled }: { changeId: string; startMs?: number; cancelled?: boolean }) {
      const [segment] = planOf(uid).appointment!.segments
      const segments = [{ ...segment!, startMs: startMs ?? segment!.startMs }]
      return update(uid, { segments, syncStatus: SYNC_PENDING, status: cancelled ? statusAfter.cancel : PENDING }, { changeId })
    },
    learn(uid: string, calcomUid: string) {
      const [segment] = planOf(uid).appointment!.segments
      update(uid, { segments: [{ ...segment!, calcomUid, calcomStatus: 'accepted', calcomStartMs: segment!.startMs }], syncStatus: SYNCED })
    },
  }

  const record = (result: RecordSyncResultRequest): void => {
    results.push(result)
    const { appointment, changeId } = planOf(result.appointmentUid)
    const [segment] = appointment!.segments
    if (result.outcome === SyncOutcome.SYNC_OUTCOME_SYNCED) {
      const moved = result.calcomUid !== '' && result.calcomUid !== segment!.calcomUid
      const known = {
        calcomUid: result.calcomUid,
        calcomPreviousUid: moved ? segment!.calcomUid : segment!.calcomPreviousUid,
        calcomStatus: result.calcomStatus,
        calcomStartMs: result.calcomStartMs,
      }
      update(result.appointmentUid, { syncStatus: SYNCED, ...(result.calcomUid && { segments: [{ ...segment!, ...known }] }) })
    }
    if (result.outcome === SyncOutcome.SYNC_OUTCOME_REFUSED && result.changeId === changeId) {
      if (segment!.calcomUid === '') update(result.appointmentUid, { status: statusAfter.refusal })
      else update(result.appointmentUid, { segments: [{ ...segment!, startMs: segment!.calcomStartMs }] })
    }
  }

  const handlers = {
    createAppointment: notHere,
    rescheduleAppointment: notHere,
    cancelAppointment: notHere,
    getAppointment: notHere,
    listAppointments: notHere,
    listClaims: notHere,
    listPopularServices: notHere,
    getSyncPlan: unary(async ({ appointmentUid }: { appointmentUid: string }) => planOf(appointmentUid)),
    recordSyncResult: unary(async (result: RecordSyncResultRequest) => {
      if (standIn.deaf) await new Promise(() => {})
      record(result)
      return { applied: true, superseded: false }
    }),
  }
  const options = { host: '127.0.0.1', port: 0, authenticate: authenticator({ serviceToken }), shutdownMs: 200 }
  const { port } = await startGrpcServer({ ...options, services: [service(BookingServiceService, handlers)] }, scope)
  return Object.assign(standIn, { port })
}
