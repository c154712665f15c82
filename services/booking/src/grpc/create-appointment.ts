import { type AppointmentResponse, CreateAppointmentRequest, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findBranch, resolveService } from '@calbridge/directory'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { createAppointment as create, type Wish } from '../application/create-appointment.ts'
import { toOffer } from '../directory/offers.ts'
import { command, waitOf } from './command.ts'
import { countingOffer } from './counting-offer.ts'
import type { CommandDeps } from './deps.ts'
import { knownTenant, parseCustomer, parseStart, parseText, parseZone } from './fields.ts'
import { originOf } from './messages.ts'

export const createAppointment =
  (deps: CommandDeps) =>
  async (request: CreateAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const id = requireTenant(call, request.context)
    requirePermission(call, 'book')
    const tenant = knownTenant(deps, id)
    const waitMs = waitOf(request.waitMs, call)
    return countingOffer(id, request.answerId, (events) =>
      command(deps, {
        name: 'create',
        tenant: id,
        context: request.context,
        request: CreateAppointmentRequest.encode({ ...request, context: undefined, waitMs: 0 }).finish(),
        waitMs,
        run: async (key) => create(deps, { ...parse(tenant, request), waitMs, key }, call.signal, events),
      }),
    )
  }

function parse(tenant: Tenant, request: CreateAppointmentRequest): Omit<Wish, 'waitMs' | 'key'> {
  const { serviceId, branchId, staffId, context } = request
  if (request.holdUid) throw new AppError('invalid_argument', 'holds are not supported yet', { field: 'hold_uid', reason: 'not_supported' })
  const attendee = parseCustomer(request.customer)
  const startMs = parseStart(request.startMs)
  const offers = resolveService(tenant, { serviceId, branchId, staffId })
  const branch = branchId === '' ? offers[0]?.branch : findBranch(tenant, branchId)
  return {
    tenant: tenant.id,
    serviceId,
    branchId: branch?.id ?? '',
    offers: offers.map(toOffer),
    startMs,
    timeZone: parseZone(request.timeZone || request.customer?.timeZone || offers[0]?.timeZone || tenant.timeZone),
    attendee,
    origin: originOf(context?.origin),
    notes: request.notes.slice(0, 2_000) || undefined,
    callId: parseText(context?.callId, 'context.call_id', 100),
    source: request.source.slice(0, 30) || undefined,
    answerId: parseText(request.answerId, 'answer_id', 64),
  }
}
