import type { CreateAppointmentRequest, Tenant } from '@calbridge/contracts'
import { zoneOf } from '@calbridge/directory'
import { FieldErrors } from '../../domain/field-errors.ts'
import { findPlaces, type Places } from '../../domain/places.ts'
import type { CreateBookingRequest } from '../schemas/requests.ts'
import { customerOf } from './customer.ts'
import { readStart } from './start.ts'
import { readZone } from './zone.ts'

export type CreateBookingCommand = Places & { readonly request: Omit<CreateAppointmentRequest, 'context' | 'waitMs'> }

/** What is to be booked, in one spelling. Throws InvalidFields, or AppError not_found for what is not the tenant's. */
export function createBookingCommand(body: CreateBookingRequest, tenant: Tenant, nowMs: number): CreateBookingCommand {
  const errors = new FieldErrors()
  const zone = readZone(body, errors)
  const startMs = readStart(
    {
      start: [
        ['start', body.start],
        ['start_time', body.start_time],
      ],
      end: ['end_time', body.end_time],
      nowMs,
      // An unknown zone was told already; the start's shape is still checked.
      zone: zone ?? (body.timeZone || body.timezone ? 'UTC' : undefined),
    },
    errors,
  )
  errors.throwIfAny()
  const places = findPlaces(tenant, { service: body.service_id, branch: body.branch_id, staff: body.staff_id ?? undefined })
  const timeZone = zone ?? zoneOf(tenant, places.branch)
  return {
    ...places,
    request: {
      serviceId: places.service.id,
      branchId: places.branch.id,
      staffId: places.staff?.id ?? '',
      startMs,
      timeZone,
      customer: customerOf(body.customer, timeZone),
      notes: body.notes ?? '',
      answerId: body.answer_id ?? '',
      source: body.source ?? 'api',
      holdUid: body.hold_uid ?? '',
    },
  }
}
