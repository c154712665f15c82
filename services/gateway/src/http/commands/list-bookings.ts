import { AppointmentStatus, type ListAppointmentsRequest, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findStaff } from '@calbridge/directory'
import { FieldErrors } from '../../domain/field-errors.ts'
import { isDate, parseDayStart, parseTime } from '../../domain/wall-time.ts'
import type { ListBookingsQuery } from '../schemas/requests.ts'
import { readZone } from './zone.ts'

type Status = NonNullable<ListBookingsQuery['status']>[number]

const STATUS: Record<Status, AppointmentStatus> = {
  pending: AppointmentStatus.APPOINTMENT_STATUS_PENDING,
  booked: AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED,
  confirmed: AppointmentStatus.APPOINTMENT_STATUS_CONFIRMED,
  cancelled: AppointmentStatus.APPOINTMENT_STATUS_CANCELLED,
  completed: AppointmentStatus.APPOINTMENT_STATUS_COMPLETED,
  no_show: AppointmentStatus.APPOINTMENT_STATUS_NO_SHOW,
  failed: AppointmentStatus.APPOINTMENT_STATUS_FAILED,
}

/** The page that is asked for. Throws InvalidFields, or AppError not_found for staff that is not the tenant's. */
export function listBookingsCommand(query: ListBookingsQuery, tenant: Tenant): Omit<ListAppointmentsRequest, 'context'> {
  const errors = new FieldErrors()
  const zone = readZone(query, errors) ?? tenant.timeZone
  const moment = (field: string, text: string | undefined): number => {
    if (text === undefined) return 0
    const parsed = isDate(text) ? parseDayStart(text, zone) : parseTime(text, zone)
    if (parsed.ms === undefined) errors.add(field, parsed.problem)
    return parsed.ms ?? 0
  }
  const fromMs = moment('from', query.from)
  const toMs = moment('to', query.to)
  if (fromMs > 0 && toMs > 0 && toMs <= fromMs) errors.add('to', 'must be after from')
  errors.throwIfAny()
  const staff = query.staff_id === undefined ? undefined : findStaff(tenant, query.staff_id)
  if (query.staff_id !== undefined && !staff)
    throw new AppError('not_found', 'No such staff', { field: 'staff_id', reason: 'staff_not_found' })
  return {
    fromMs,
    toMs,
    statuses: [...new Set(query.status?.map((status) => STATUS[status]))],
    staffId: staff?.id ?? '',
    pageSize: query.limit ?? 50,
    pageToken: query.cursor ?? '',
    customerEmail: query.customer_email?.toLowerCase() ?? '',
  }
}
