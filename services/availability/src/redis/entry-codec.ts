import type { DayEntry } from '../domain/day-entry.ts'

const FORMAT = 1

const FLAGS = { suspect: 1, unchecked: 2, warmed: 4 } as const

/** `<stamp>\n<JSON>`: scripts compare the stamp without decoding the rest. */
export function encodeEntry({ stamp, versions, loadedAtMs, expiresAtMs, starts, ...flags }: DayEntry): string {
  const set = (name: keyof typeof FLAGS): number => (flags[name] ? FLAGS[name] : 0)
  const marks = set('suspect') + set('unchecked') + set('warmed')
  return `${stamp}\n${JSON.stringify([FORMAT, versions, loadedAtMs, expiresAtMs, marks, starts])}`
}

/** Undefined for what is not an entry of this format: a miss, not an error. */
export function decodeEntry(text: string): DayEntry | undefined {
  const newline = text.indexOf('\n')
  if (newline < 1) return undefined
  try {
    const parsed: unknown = JSON.parse(text.slice(newline + 1))
    if (!Array.isArray(parsed) || parsed[0] !== FORMAT) return undefined
    const [, versions, loadedAtMs, expiresAtMs, marks, starts] = parsed
    if (!isListOf(versions, 'string') || !isListOf(starts, 'number') || !Number.isFinite(loadedAtMs) || !Number.isFinite(expiresAtMs)) {
      return undefined
    }
    const isSet = (name: keyof typeof FLAGS): boolean => (Number(marks) & FLAGS[name]) !== 0
    const entry = { stamp: text.slice(0, newline), versions, loadedAtMs, expiresAtMs, starts, suspect: isSet('suspect') } as DayEntry
    return { ...entry, ...(isSet('unchecked') && { unchecked: true }), ...(isSet('warmed') && { warmed: true }) }
  } catch {
    return undefined
  }
}

const isListOf = (value: unknown, type: 'string' | 'number'): boolean => Array.isArray(value) && value.every((item) => typeof item === type)
