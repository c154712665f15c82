import type { Directory } from '@calbridge/directory'
import type { BookingDeps } from '../application/create-appointment.ts'
import type { IdempotentDeps } from '../application/idempotent.ts'

/** What the handlers of commands need. */
export interface CommandDeps extends BookingDeps, IdempotentDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly idempotencyLockMs: number
}
