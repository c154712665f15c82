import type { Customer, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Attendee } from '../domain/appointment.ts'
import type { CommandDeps } from './deps.ts'

/** The tenant as the directory knows it. */
export function knownTenant({ directory }: Pick<CommandDeps, 'directory'>, id: string): Tenant {
  const tenant = directory.tenant(id)
  if (!tenant?.active) throw new AppError('not_found', 'there is no such tenant', { field: 'tenant' })
  return tenant
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const PHONE = /^\+?[0-9]{5,25}$/

export function parseCustomer(customer: Customer | undefined): Attendee {
  if (!customer?.name.trim()) throw new AppError('invalid_argument', 'customer.name is required', { field: 'customer.name' })
  const email = customer.email.trim().toLowerCase() || undefined
  const phone = customer.phone.trim() && customer.phone.replaceAll(/[\s()/-]/g, '')
  if (email && (!EMAIL.test(email) || email.length > 255))
    throw new AppError('invalid_argument', 'customer.email is not an e-mail address', { field: 'customer.email' })
  if (customer.phone.trim() && !PHONE.test(phone))
    throw new AppError('invalid_argument', 'customer.phone is not a phone number', { field: 'customer.phone' })
  return {
    name: customer.name.trim().slice(0, 255),
    email,
    phone: phone || undefined,
    language: customer.language.slice(0, 10) || undefined,
  }
}

/** A time that a TIMESTAMP holds. */
export function parseStart(startMs: number): number {
  if (startMs <= 0) throw new AppError('invalid_argument', 'start_ms is required', { field: 'start' })
  return parseInstant(startMs, 'start')
}

// A TIMESTAMP ends in January 2038.
const LAST_MS = 2_147_483_647_000

/** Epoch milliseconds; 0 means "not said" and passes. */
export function parseInstant(ms: number, field: string): number {
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > LAST_MS)
    throw new AppError('invalid_argument', `${field} must be a time before 2038, in milliseconds since 1970`, { field })
  return ms
}

/** An id of the caller's: kept as it is, so never cut. */
export function parseText(text: string | undefined, field: string, mostChars: number): string | undefined {
  if (text && text.length > mostChars) throw new AppError('invalid_argument', `${field} has at most ${mostChars} characters`, { field })
  return text || undefined
}

const MAX_ZONE_CHARS = 50

export function parseZone(zone: string): string {
  try {
    if (zone.length <= MAX_ZONE_CHARS) return new Intl.DateTimeFormat('en', { timeZone: zone }) && zone
  } catch {
    // told below
  }
  throw new AppError('invalid_argument', 'time_zone is not an IANA time zone', { field: 'timeZone' })
}
