import { AppError } from '@calbridge/core'
import type { Status } from './appointment.ts'

/** What can happen to an appointment, here or at Cal.com. */
export type LifeEvent =
  | 'moved' // a caller moves it here
  | 'cancelled' // a caller cancels it here
  | 'refused' // Cal.com will not have it
  | 'move_refused' // Cal.com keeps the old time
  | 'awaits_host' // it stands there, and its host has yet to agree
  | 'alive_there' // it stands there, or stands again
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
    refused: 'failed',
    move_refused: 'confirmed',
    awaits_host: 'pending',
    alive_there: 'confirmed',
    moved_there: 'confirmed',
    cancelled_there: 'cancelled',
    not_come: 'no_show',
    over: 'completed',
  },
  confirmed: {
    moved: 'pending',
    cancelled: 'cancelled',
    move_refused: 'confirmed',
    awaits_host: 'pending',
    alive_there: 'confirmed',
    moved_there: 'confirmed',
    cancelled_there: 'cancelled',
    not_come: 'no_show',
    over: 'completed',
  },
  cancelled: { awaits_host: 'pending', alive_there: 'confirmed', moved_there: 'confirmed', cancelled_there: 'cancelled' },
  failed: { awaits_host: 'pending', alive_there: 'confirmed', moved_there: 'confirmed', cancelled_there: 'failed' },
  completed: { moved_there: 'confirmed', cancelled_there: 'completed', not_come: 'no_show', over: 'completed' },
  no_show: { moved_there: 'confirmed', not_come: 'no_show', over: 'no_show' },
}

/** The state after the event, or undefined when it changes nothing that the table knows. */
export const after = (status: Status, event: LifeEvent): Status | undefined => LIFE[status][event]

/** The state after a caller's command; an illegal one is told with its reason. */
export function afterCommand(status: Status, command: 'moved' | 'cancelled'): Status {
  const next = LIFE[status][command]
  if (!next) throw new AppError('failed_precondition', `a ${status} appointment cannot be ${command}`, { reason: `already_${status}` })
  return next
}

/** Every move that is allowed; the README's table is checked against it. */
export const moves = (): { from: Status; event: LifeEvent; to: Status }[] =>
  (Object.keys(LIFE) as Status[]).flatMap((from) =>
    (Object.entries(LIFE[from]) as [LifeEvent, Status][]).map(([event, to]) => ({ from, event, to })),
  )
