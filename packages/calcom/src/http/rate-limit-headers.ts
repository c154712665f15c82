import type { LimitReport } from '../budget.ts'
import type { HttpAnswer } from './transport.ts'

type Headers = HttpAnswer['headers']

const PREFIX = 'x-ratelimit-remaining'
// Larger numbers are times, not durations: seconds since 1970, or milliseconds.
const EPOCH_SECONDS_MIN = 1e6
const EPOCH_MS_MIN = 1e12

/**
 * What an answer tells of the key's limit, whatever its name, or if it has none; nothing (undefined) when it speaks of one
 * route's own limit, as the names with an underscore do. Of several limits the most generous counts: Cal.com refuses only
 * when all are used up.
 */
export function readLimit({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>, nowMs: number): LimitReport | undefined {
  const names = Object.keys(headers).filter((name) => name.startsWith(PREFIX))
  const [name] = names
    .map((header) => header.slice(PREFIX.length))
    .filter((limit) => !limit.includes('_'))
    .sort((a, b) => (number(headers, PREFIX + b) ?? 0) - (number(headers, PREFIX + a) ?? 0))
  if (name === undefined && names.length > 0) return undefined
  if (name === undefined && status !== 429) return undefined
  return {
    limited: status === 429,
    limit: number(headers, `x-ratelimit-limit${name}`),
    remaining: number(headers, `${PREFIX}${name}`),
    resetMs: durationMs(number(headers, `x-ratelimit-reset${name}`) ?? number(headers, 'retry-after'), nowMs),
  }
}

/** How long a 429 asks to wait, whichever limit it speaks of. */
export function readResetMs(headers: Headers, nowMs: number): number | undefined {
  const resets = Object.keys(headers).filter((name) => name.startsWith('x-ratelimit-reset'))
  return durationMs(number(headers, resets[0] ?? 'retry-after') ?? number(headers, 'retry-after'), nowMs)
}

function durationMs(value: number | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  if (value >= EPOCH_MS_MIN) return Math.max(0, value - nowMs)
  if (value >= EPOCH_SECONDS_MIN) return Math.max(0, value * 1_000 - nowMs)
  return value * 1_000
}

function number(headers: Headers, name: string): number | undefined {
  const value = headers[name]
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : undefined
}
