import { AppError } from '@calbridge/core'
import { type Booked, endOf, type Origin, startOf } from './appointment.ts'
import { type Change, changed } from './change.ts'
import { afterCommand } from './life.ts'

export interface Command {
  readonly changeId: string
  readonly origin: Origin
  readonly nowMs: number
  readonly reason?: string | undefined
  /** The version that the caller saw; 0 for any. It is out of date once something has changed that callers see. */
  readonly expectedVersion: number
}

/** Moves an appointment to another start, keeping lengths, gaps and staff. No change when it stands there already. */
export function move(current: Booked, startMs: number, command: Command): Change | undefined {
  const { appointment } = current
  checkVersion(current, command)
  const status = afterCommand(appointment.status, 'moved')
  const byMs = startMs - startOf(appointment)
  if (byMs === 0) return undefined
  return changed(
    current,
    {
      status,
      syncStatus: 'pending',
      changeId: command.changeId,
      changeOrigin: command.origin,
      changeReason: command.reason,
      previousStartMs: startOf(appointment),
      segments: appointment.segments.map((segment) => ({ ...segment, startMs: segment.startMs + byMs, endMs: segment.endMs + byMs })),
      syncAttempts: 0,
      syncErrorCode: undefined,
      syncErrorMessage: undefined,
    },
    command.nowMs,
    { kind: 'rescheduled', origin: command.origin, changeId: command.changeId },
  )
}

/** Cancels an appointment that is not over yet. No change when it is cancelled already. */
export function cancel(current: Booked, command: Command): Change | undefined {
  const { appointment } = current
  if (appointment.status === 'cancelled') return undefined
  checkVersion(current, command)
  const status = afterCommand(appointment.status, 'cancelled')
  // Cal.com refuses it too, when it is too late to say so.
  if (endOf(appointment) <= command.nowMs)
    throw new AppError('failed_precondition', 'the appointment is over already', { reason: 'already_over' })
  return changed(
    current,
    {
      status,
      syncStatus: 'pending',
      changeId: command.changeId,
      changeOrigin: command.origin,
      changeReason: command.reason,
      cancellationReason: command.reason,
      syncAttempts: 0,
      syncErrorCode: undefined,
      syncErrorMessage: undefined,
    },
    command.nowMs,
    { kind: 'cancelled', origin: command.origin, changeId: command.changeId },
  )
}

function checkVersion({ appointment }: Booked, { expectedVersion }: Command): void {
  const { seenVersion, version } = appointment
  if (expectedVersion !== 0 && (expectedVersion < seenVersion || expectedVersion > version))
    throw new AppError('conflict', `the appointment has changed: it is at version ${version}`, {
      field: 'version',
      reason: 'version_conflict',
    })
}
