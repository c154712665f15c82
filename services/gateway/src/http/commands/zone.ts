import type { FieldErrors } from '../../domain/field-errors.ts'
import { knownTimeZone } from '../../domain/time-zone.ts'

interface Zoned {
  readonly timeZone?: string | null | undefined
  readonly timezone?: string | null | undefined
}

/** The zone that a request names in either spelling; what is no zone goes to `errors`. */
export function readZone({ timeZone, timezone }: Zoned, errors: FieldErrors): string | undefined {
  const [field, text] = timeZone ? (['timeZone', timeZone] as const) : (['timezone', timezone] as const)
  if (!text) return undefined
  const known = knownTimeZone(text)
  if (!known) errors.add(field, `"${text.slice(0, 64)}" is not an IANA time zone such as Europe/Berlin`)
  return known
}
