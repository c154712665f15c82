import { AppError } from '@calbridge/core'
import { findNamed, type Named } from './named.ts'

/** The id that a reference (id, old number, slug or name) means; blank stays blank. Throws AppError not_found with the field. */
export function resolveReference(all: readonly Named[], reference: string, field: string): string {
  if (reference === '') return ''
  const found = findNamed(all, reference)
  if (!found) throw new AppError('not_found', `${field} "${reference}" is not known`, { field })
  return found.id
}

/** The next number for old scripts: counted per tenant, never given twice. */
export const nextLegacyId = (all: readonly { readonly legacyId: string }[]): string =>
  String(all.reduce((most, { legacyId }) => Math.max(most, Number(legacyId)), 0) + 1)

/** What is new needs a name; what stands may be referred to without one. Throws AppError invalid_argument with the field. */
export function requireName(wanted: { readonly name: string }, before: object | undefined, at: string): void {
  if (before || wanted.name !== '') return
  throw new AppError('invalid_argument', `${at}.name is required`, { field: `${at}.name` })
}
