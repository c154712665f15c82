import { type AppointmentEvent, Origin } from '@calbridge/contracts'
import { AppError, type Log } from '@calbridge/core'
import type { RecordMeta } from '@calbridge/kafka'
import type { JobStore } from '../application/ports.ts'
import type { Op } from '../domain/plan.ts'

export interface OnAppointmentEventDeps {
  readonly store: Pick<JobStore, 'add' | 'hasten'>
  /** The scheduler of this process; other replicas poll. */
  readonly wake: () => void
  readonly log: Log
}

const OPS: Partial<Record<NonNullable<AppointmentEvent['kind']>['$case'], Op>> = {
  booked: 'create',
  rescheduled: 'reschedule',
  cancelled: 'cancel',
}

/**
 * Turns a change into a job. Safe to repeat: a change is one job by its id. Never calls Cal.com, nor waits for budget.
 * Throws AppError invalid_argument for what no retry can help.
 */
export const onAppointmentEvent =
  ({ store, wake, log }: OnAppointmentEventDeps) =>
  async ({ meta, kind }: AppointmentEvent, record: Pick<RecordMeta, 'traceparent'>): Promise<void> => {
    if (!meta?.tenant || !meta.appointmentUid || !meta.changeId)
      throw new AppError('invalid_argument', 'an event without meta', { reason: 'no_meta' })
    if (!kind) throw new AppError('invalid_argument', 'an event of an unknown kind', { reason: 'unknown_kind' })
    const { tenant, appointmentUid, changeId, version } = meta

    if (kind.$case === 'syncChanged' && kind.value.syncStatus === 'synced') {
      // A webhook may have told booking what a job of ours still asks itself.
      await store.hasten(tenant, appointmentUid)
      return wake()
    }
    const op = OPS[kind.$case]
    if (!op) return
    const fields = { tenant, appointment: appointmentUid, change: changeId, version }
    // By the origin of the change, not of the appointment: what came from Cal.com and is changed here goes back there.
    if (meta.origin === Origin.ORIGIN_CALCOM) return log.info(fields, 'Skipping Cal.com sync (loop prevention)')

    const stored = await store.add({
      tenant,
      appointmentUid,
      changeId,
      kind: op,
      version,
      credentialId: credentialOf(kind),
      occurredAtMs: meta.occurredAtMs,
      traceparent: record.traceparent ?? (meta.traceparent || undefined),
    })
    if (stored === 'duplicate') return
    log.info(fields, `Dispatching Cal.com sync job (${op.toUpperCase()})`)
    wake()
  }

/** Whose budget it will draw on: that of the first part. */
function credentialOf(kind: NonNullable<AppointmentEvent['kind']>): string {
  if (kind.$case === 'rescheduled') return kind.value.after[0]?.credentialId ?? ''
  return kind.$case === 'booked' || kind.$case === 'cancelled' ? (kind.value.segments[0]?.credentialId ?? '') : ''
}
