import { AppError } from '@calbridge/core'
import type { Status } from './appointment.ts'

/** What can happen to an appointment, here or at Cal.com. */
export type LifeEvent =
  | 'moved' // a caller moves it here
  | 'cancelled' // a caller cancels it here
  | 'synced' // Cal.com has it as wanted
  | 'refused' // Cal.com will not have it
  | 'move_refused' // Cal.com keeps the old time
  | 'alive_there' // Cal.com says that it stands, or stands again
  | 'moved_there'
  | 'cancelled_there'
  | 'not_come' // marked absent
  | 'over' // its end has passed

// The whole life: state × event → state. What is missing is refused. Nothing remote is terminal,
// hence the ways back from cancelled and failed.
const LIFE: Record<Status, Partial<Record<LifeEvent, Status>>> = {
  pending: {
    moved: 'pending',
    cancelled: 'cancelled',
    synced: 'confirmed',
    refused: 'failed',
    move_refused: 'confirmed',
    alive_there: 'confirmed',
    moved_there: 'confirmed',
    cancelled_there: 'cancelled',
    not_come: 'no_show',
    over: 'completed',
  },
  confirmed: {
    moved: 'pending',
    cancelled: 'cancelled',
    synced: 'confirmed',
    move_refused: 'confirmed',
    alive_there: 'confirmed',
    moved_there: 'confirmed',
    cancelled_there: 'cancelled',
    not_come: 'no_show',
    over: 'completed',
  },
  cancelled: {
    synced: 'cancelled',
    refused: 'cancelled',
    move_refused: 'cancelled',
    alive_there: 'confirmed',
    moved_there: 'confirmed',
    cancelled_there: 'cancelled',
  },
  failed: { alive_there: 'confirmed', moved_there: 'confirmed', cancelled_there: 'failed', synced: 'confirmed' },
  completed: { cancelled_there: 'completed', not_come: 'no_show', over: 'completed', synced: 'completed' },
  no_show: { not_come: 'no_show', over: 'no_show', synced: 'no_show' },
}

/** The state after the event, or undefined when it changes nothing that the table knows. */
export const after = (status: Status, event: LifeEvent): Status | undefined => LIFE[status][event]

/** The state after a caller's command; an illegal one is told with its reason. */
export function afterCommand(status: Status, command: 'moved' | 'cancelled'): Status {
  const next = LIFE[status][command]
  if (!next) throw new AppError('failed_precondition', `a ${status} appointment cannot be ${command}`, { reason: `already_${status}` })
  return next
}

/** For the README's drawing: every move that is allowed. */
export const moves = (): { from: Status; event: LifeEvent; to: Status }[] =>
  (Object.keys(LIFE) as Status[]).flatMap((from) =>
    (Object.entries(LIFE[from]) as [LifeEvent, Status][]).map(([event, to]) => ({ from, event, to })),
  )
