import type { CallContext, Tenant } from '@calbridge/contracts'
import { AppError, type Clock } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { Deadline } from '../application/deadline.ts'

export interface CallerDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly clock: Clock
  /** For callers that name no deadline. */
  readonly defaultDeadlineMs: number
  /** Of the caller's time, kept for the answer's way back. */
  readonly marginMs: number
}

/** Nobody is kept waiting longer, whatever he asks for. */
const LONGEST_MS = 60_000

/** Whom a look-up is for: a tenant that we know, asked for by somebody who may read. */
export function readerOf(deps: Pick<CallerDeps, 'directory'>, call: Call, context: CallContext | undefined): Tenant {
  requirePermission(call, 'read')
  const tenant = deps.directory.tenant(requireTenant(call, context))
  if (!tenant) throw new AppError('not_found', 'unknown tenant', { field: 'context.tenant' })
  return tenant
}

/** When the caller must have the answer, from now. */
export function deadlineOf({ clock, defaultDeadlineMs, marginMs }: Omit<CallerDeps, 'directory'>, call: Call): Deadline {
  const askedMs = call.deadlineMs === undefined ? defaultDeadlineMs : call.remainingMs() - marginMs
  return new Deadline(clock, Math.min(askedMs, LONGEST_MS))
}
