import { IANAZone } from 'luxon'

/** A moment, or what is wrong with the text and what to send instead. */
export type Moment = { readonly ms: number; readonly problem?: never } | { readonly ms?: never; readonly problem: string }

const TIME = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/i
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export const isDate = (text: string): boolean => DATE.test(text)

export const isTime = (text: string): boolean => TIME.test(text)

/** Does the text say its offset itself? Then no zone is needed to read it. */
export const hasOffset = (text: string): boolean => TIME.exec(text)?.[8] !== undefined

/** Reads `2026-10-01T09:00:00`, with an offset or `Z` (which then wins) or as wall time in `zone` (IANA). */
export function parseTime(text: string, zone: string): Moment {
  const match = TIME.exec(text)
  const wallMs = match ? wallOf(match) : undefined
  if (!match || wallMs === undefined) return { problem: 'must be a time such as 2026-10-01T09:00:00 or 2026-10-01T09:00:00+02:00' }
  const offsetMin = match[8] === undefined ? undefined : offsetOf(match[8])
  if (offsetMin !== undefined) {
    return Math.abs(offsetMin) <= 18 * 60 ? { ms: wallMs - offsetMin * MINUTE_MS } : { problem: 'has an offset that no place has' }
  }
  const instants = instantsOf(wallMs, zone)
  const [only, second] = instants
  if (only === undefined) return { problem: inGap(wallMs, zone) }
  if (second !== undefined) return { problem: inFold(text, wallMs, instants, zone) }
  return { ms: only }
}

/** The first moment of a day (`2026-10-01`) in `zone`, `plusDays` later; a day that begins with a gap begins after it. */
export function parseDayStart(text: string, zone: string, plusDays = 0): Moment {
  const match = DATE.exec(text)
  const wallMs = match ? wallOf(match) : undefined
  if (!match || wallMs === undefined) return { problem: 'must be a date such as 2026-10-01' }
  const midnightMs = wallMs + plusDays * DAY_MS
  return { ms: instantsOf(midnightMs, zone)[0] ?? midnightMs - offsetAt(midnightMs - DAY_MS, zone) }
}

/** The day in `zone` that a moment falls on, as `2026-10-01`. */
export const dayOf = (ms: number, zone: string): string => new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 10)

/** Wall time as milliseconds of a day without zone; undefined for the 30th of February. */
function wallOf(match: RegExpExecArray): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((text) => Number(text ?? 0))
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(ms)
  const same =
    back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour && back.getUTCMinutes() === minute
  return same && second < 60 ? ms + Number((match[7] ?? '0').padEnd(3, '0').slice(0, 3)) : undefined
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))
  return text.startsWith('-') ? -minutes : minutes
}

/** No instant in a gap, two in a fold, else one; earliest first. Zones change at most once in two days. */
function instantsOf(wallMs: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wallMs - DAY_MS, zone), offsetAt(wallMs + DAY_MS, zone)])
  return [...offsets]
    .map((offset) => wallMs - offset)
    .filter((ms) => ms + offsetAt(ms, zone) === wallMs)
    .sort((a, b) => a - b)
}

const offsetAt = (ms: number, zone: string): number => IANAZone.create(zone).offset(ms) * MINUTE_MS

function inGap(wallMs: number, zone: string): string {
  const skippedMs = offsetAt(wallMs + DAY_MS, zone) - offsetAt(wallMs - DAY_MS, zone)
  const later = new Date(wallMs + skippedMs).toISOString().slice(0, 19)
  return `does not exist in ${zone}: the clocks go forward then. Send ${later}, or the time with an offset`
}

function inFold(text: string, wallMs: number, instants: readonly number[], zone: string): string {
  const spelt = instants.map((ms) => `${text}${offsetText((wallMs - ms) / MINUTE_MS)}`)
  return `happens twice in ${zone}: the clocks go back then. Say which by its offset: ${spelt.join(' or ')}`
}

function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}
