import type { ListAppointmentsRequest, ListAppointmentsResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import type { ListFilter } from '../application/ports.ts'
import { startOf } from '../domain/appointment.ts'
import { named } from './command.ts'
import type { CommandDeps } from './deps.ts'
import { parseInstant } from './fields.ts'
import { statusOf } from './messages.ts'

const DEFAULT_PAGE = 50
const MAX_PAGE = 200

export const listAppointments =
  (deps: Pick<CommandDeps, 'store' | 'directory'>) =>
  async (request: ListAppointmentsRequest, call: Call): Promise<ListAppointmentsResponse> => {
    const tenant = requireTenant(call, request.context)
    requirePermission(call, 'read')
    if (request.pageSize > MAX_PAGE) throw new AppError('invalid_argument', `page_size must be at most ${MAX_PAGE}`, { field: 'page_size' })
    const limit = request.pageSize || DEFAULT_PAGE
    const found = await deps.store.list(tenant, {
      fromMs: parseInstant(request.fromMs, 'from_ms') || undefined,
      toMs: parseInstant(request.toMs, 'to_ms') || undefined,
      statuses: request.statuses.map(statusOf).filter((status) => status !== undefined),
      staffId: request.staffId || undefined,
      customerEmail: request.customerEmail.toLowerCase() || undefined,
      // One more than the page tells whether there is another.
      limit: limit + 1,
      after: parseToken(request.pageToken),
    })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      appointments: page.map((appointment) => named(deps, tenant, appointment)),
      nextPageToken: found.length > limit && last ? token({ startMs: startOf(last), uid: last.uid }) : '',
    }
  }

type Place = NonNullable<ListFilter['after']>

const token = ({ startMs, uid }: Place): string => Buffer.from(`${startMs} ${uid}`).toString('base64url')

function parseToken(text: string): Place | undefined {
  if (text === '') return undefined
  const [start, uid] = Buffer.from(text, 'base64url').toString().split(' ')
  if (!uid || !start) throw new AppError('invalid_argument', 'page_token is not one of ours', { field: 'page_token' })
  return { startMs: parseInstant(Number(start), 'page_token'), uid }
}
