import type { DayEntry } from '../domain/day-entry.ts'

const FORMAT = 1

/** `<stamp>\n<JSON>`: scripts compare the stamp without decoding the rest. */
export const encodeEntry = ({ stamp, versions, loadedAtMs, expiresAtMs, starts, suspect }: DayEntry): string =>
  `${stamp}\n${JSON.stringify([FORMAT, versions, loadedAtMs, expiresAtMs, suspect ? 1 : 0, starts])}`

/** Undefined for what is not an entry of this format: a miss, not an error. */
export function decodeEntry(text: string): DayEntry | undefined {
  const newline = text.indexOf('\n')
  if (newline < 1) return undefined
  try {
    const parsed: unknown = JSON.parse(text.slice(newline + 1))
    if (!Array.isArray(parsed) || parsed[0] !== FORMAT) return undefined
    const [, versions, loadedAtMs, expiresAtMs, suspect, starts] = parsed
    if (!isListOf(versions, 'string') || !isListOf(starts, 'number') || !Number.isFinite(loadedAtMs) || !Number.isFinite(expiresAtMs)) {
      return undefined
    }
    return { stamp: text.slice(0, newline), versions, loadedAtMs, expiresAtMs, starts, suspect: suspect === 1 } as DayEntry
  } catch {
    return undefined
  }
}

const isListOf = (value: unknown, type: 'string' | 'number'): boolean => Array.isArray(value) && value.every((item) => typeof item === type)
