import { InvalidFields } from '../domain/field-errors.ts'

const MOST_WAIT_MS = 30_000
const DEFAULT_WAIT_MS = 4_000

export interface Preference {
  readonly waitMs: number
  /** What is told back, when the caller said something that is honoured. */
  readonly applied: Readonly<Record<string, string>>
}

/** `Prefer: wait=N` (seconds, at most 30) or `respond-async`: how long a change waits for Cal.com's answer. Other preferences are none of ours. Throws InvalidFields for a wait that is no time. */
export function preferenceOf(prefer: string | undefined): Preference {
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6}(?:\.\d{1,3})?)"?/i.exec(prefer ?? '')?.[1]
  if (wait !== undefined) {
    const waitMs = Math.min(MOST_WAIT_MS, Math.round(Number(wait) * 1_000))
    return { waitMs, applied: { 'Preference-Applied': `wait=${waitMs / 1_000}` } }
  }
  if (/(?:^|[,;\s])wait\s*=/i.test(prefer ?? ''))
    throw new InvalidFields({ Prefer: [`wait must be a number of seconds from 0 to ${MOST_WAIT_MS / 1_000}`] })
  if (/(?:^|[,;\s])respond-async/i.test(prefer ?? '')) return { waitMs: 0, applied: { 'Preference-Applied': 'respond-async' } }
  return { waitMs: DEFAULT_WAIT_MS, applied: {} }
}
