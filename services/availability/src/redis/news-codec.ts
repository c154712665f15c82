import type { Invalidation } from '../domain/first-level.ts'
import { parsePlace } from './keys.ts'
import type { LoadMessage } from './slot-store.ts'

export interface ChangeNews {
  readonly change: Invalidation
  /** On Redis' clock; undefined where the sender does not tell. */
  readonly publishedMs: number | undefined
}

/** What the scripts that write claims and versions publish. Undefined for what is no such message: something changed, and nobody knows what. */
export function decodeChange(text: string): ChangeNews | undefined {
  const { at, tenant, claims, versions, rebuilt } = objectOf(text)
  const places = { claims: placesOf(claims), versions: placesOf(versions) }
  if (typeof tenant !== 'string' || !places.claims || !places.versions) return undefined
  const change = { tenant, claims: places.claims, versions: places.versions, rebuilt: rebuilt === true }
  return { change, publishedMs: typeof at === 'number' ? at : undefined }
}

/** What ends a load. Undefined for what is no such message. */
export function decodeLoad(text: string): LoadMessage | undefined {
  const message = objectOf(text)
  return isListOfTexts(message.ids) ? (message as unknown as LoadMessage) : undefined
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Lua encodes an empty list as an empty object. */
function placesOf(tokens: unknown = []): Invalidation['claims'] | undefined {
  if (isListOfTexts(tokens)) return tokens.map(parsePlace)
  return typeof tokens === 'object' && tokens !== null && Object.keys(tokens).length === 0 ? [] : undefined
}

const isListOfTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string')
