import { type AppointmentResponse, CreateAppointmentRequest, type Customer, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Offer as DirectoryOffer, findBranch, resolveService } from '@calbridge/directory'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { createAppointment as create, type Offer } from '../application/create-appointment.ts'
import type { Attendee } from '../domain/appointment.ts'
import { command } from './command.ts'
import type { CommandDeps } from './deps.ts'
import { originOf } from './messages.ts'

export const createAppointment =
  (deps: CommandDeps) =>
  async (request: CreateAppointmentRequest, call: Call): Promise<AppointmentResponse> => {
    const tenantId = requireTenant(call, request.context)
    requirePermission(call, 'book')
    const tenant = knownTenant(deps, tenantId)
    const attendee = parseCustomer(request.customer)
    if (request.startMs <= 0) throw new AppError('invalid_argument', 'start_ms is required', { field: 'start' })
    const { serviceId, branchId, staffId, timeZone, startMs } = request
    const branch = branchId === '' ? undefined : findBranch(tenant, branchId)
    const offers = resolveService(tenant, { serviceId, branchId, staffId })
    const wish = {
      tenant: tenantId,
      serviceId,
      branchId: branch?.id ?? offers[0]?.branch?.id ?? '',
      offers: offers.map(toOffer),
      startMs,
      timeZone: parseZone(timeZone || request.customer?.timeZone || offers[0]?.timeZone || tenant.timeZone),
      attendee,
      origin: originOf(request.context?.origin),
      notes: request.notes.slice(0, 2_000) || undefined,
      callId: request.context?.callId || undefined,
      source: request.source.slice(0, 30) || undefined,
      answerId: request.answerId || undefined,
      waitMs: Math.min(request.waitMs, MAX_WAIT_MS),
    }
    return command(deps, {
      name: 'create',
      tenant: tenantId,
      context: request.context,
      request: CreateAppointmentRequest.encode({ ...request, context: undefined }).finish(),
      waitMs: wish.waitMs,
      run: (key) => create(deps, { ...wish, key }, call.signal),
    })
  }

export const MAX_WAIT_MS = 30_000

export function knownTenant({ directory }: Pick<CommandDeps, 'directory'>, id: string): Tenant {
  const tenant = directory.tenant(id)
  if (!tenant?.active) throw new AppError('not_found', 'there is no such tenant', { field: 'tenant' })
  return tenant
}

/** What a claim is on: the one host, or a place among the hosts that Cal.com chooses from. */
export function toOffer(offer: DirectoryOffer): Offer {
  const [only] = offer.resources
  const chosenThere = offer.resources.length !== 1 || only === undefined
  return {
    durationMin: offer.durationMin,
    minimumNoticeMin: offer.minimumNoticeMin,
    segment: {
      key: offer.segment?.key ?? '',
      staffId: chosenThere ? undefined : offer.staff[0]?.id,
      eventTypeId: offer.eventTypeId,
      credentialId: offer.credential.id,
      resource: chosenThere ? `thing:event-type-${offer.eventTypeId}` : only,
      capacity: chosenThere ? offer.capacity : 1,
      bufferBeforeMin: offer.bufferBeforeMin,
      bufferAfterMin: offer.bufferAfterMin,
    },
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const PHONE = /^\+?[0-9 ()/-]{5,25}$/

function parseCustomer(customer: Customer | undefined): Attendee {
  if (!customer?.name.trim()) throw new AppError('invalid_argument', 'customer.name is required', { field: 'customer.name' })
  const email = customer.email.trim().toLowerCase() || undefined
  const phone = customer.phone.replaceAll(/[\s()/-]/g, '') || undefined
  if (email && (!EMAIL.test(email) || email.length > 255))
    throw new AppError('invalid_argument', 'customer.email is not an e-mail address', { field: 'customer.email' })
  if (phone && !PHONE.test(phone))
    throw new AppError('invalid_argument', 'customer.phone is not a phone number', { field: 'customer.phone' })
  return { name: customer.name.trim().slice(0, 255), email, phone, language: customer.language.slice(0, 10) || undefined }
}

function parseZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) && zone
  } catch {
    throw new AppError('invalid_argument', 'time_zone is not an IANA time zone', { field: 'timeZone' })
  }
}
