import { DateTime, IANAZone } from 'luxon'
import { exception } from './errors.ts'

/** What is wrong with a body or query, worded as Cal.com's own validation pipes do: one string of all. */
export class Problems {
  readonly #found: string[] = []

  add(property: string, constraint: string): void {
    this.#found.push(`${property} property is wrong,${constraint} `)
  }

  /** Wrong parts of an object: its name, then theirs. */
  addNested(property: string, inner: Problems): void {
    if (inner.#found.length > 0) this.#found.push(`${property} property is wrong, ${inner.#found.join(', ')}`)
  }

  forbidUnknown(given: Record<string, unknown>, known: readonly string[]): void {
    for (const key of Object.keys(given)) if (!known.includes(key)) this.add(key, `property ${key} should not exist`)
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw exception(400, this.#found.join(', '))
  }
}

export function isIsoDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && DateTime.fromISO(value, { zone: 'utc' }).isValid
}

/** Epoch milliseconds; a time without a zone is UTC. */
export function parseIso(value: string): number {
  return DateTime.fromISO(value, { zone: 'utc' }).toMillis()
}

export function isTimeZone(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && (value === 'UTC' || IANAZone.isValidZone(value))
}

export function isEmail(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)
}

/** E.164 as far as Cal.com's check goes. */
export function isPhoneNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\+[1-9]\d{7,14}$/.test(value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
