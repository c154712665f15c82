import type { Answered } from '../application/slot-history.ts'
import { CachedDay } from '../domain/cached-day.ts'
import type { LiveClaim } from '../domain/subtract.ts'
import { at, seconds, unitOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'

// Answers as handlers tell them to slot history: of the day of `at`, given at 08:00.

export const NOW = at('08:00')
export const RANGE = { fromMs: at('00:00'), toMs: at('23:59') }

export interface DayOptions {
  readonly stamp?: string
  readonly starts?: readonly number[]
  readonly claims?: readonly LiveClaim[]
}

export function cachedDay({ stamp = 'load-1', starts = seconds('09:00', '09:30'), claims = [] }: DayOptions = {}): CachedDay {
  const entry = { stamp, versions: ['v1'], loadedAtMs: NOW - 1_000, expiresAtMs: NOW + 60_000, starts, suspect: false }
  return new CachedDay(unitOf(), epochDay(NOW), entry, claims, true)
}

export interface AnsweredOptions extends Partial<Omit<Answered, 'found'>> {
  readonly days?: readonly CachedDay[]
  readonly nowMs?: number
}

export function answered({ days = [cachedDay()], nowMs = NOW, ...changes }: AnsweredOptions = {}): Answered {
  const judged = { source: 'l1', asOfMs: NOW - 1_000, ageMs: 1_000, degraded: false, missingDays: 0, upstreamCalls: 0 } as const
  return {
    tenant: 't1',
    answerId: 'answer-1',
    context: { callId: 'call-1', requestId: '' },
    operation: 'GetSlots',
    range: RANGE,
    holder: '',
    found: { ...judged, nowMs, found: days.map((cached) => ({ cached, source: 'l1' as const })) },
    ...changes,
  }
}
