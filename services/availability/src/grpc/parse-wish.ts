import { AlternativeStrategy, type FindAlternativesRequest, type TimePreference } from '@calbridge/contracts'
import { findWallClock, isLanguage, type Language } from '@calbridge/speech'
import { type PartOfDay, STRATEGIES, type Strategy, type Wish } from '../domain/alternatives/wish.ts'
import type { Range } from '../domain/cached-day.ts'
import { HORIZON_MS } from '../domain/horizon.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import { wrong } from './wrong-field.ts'

const STRATEGY: Readonly<Record<number, Strategy>> = {
  [AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY]: 'same_day',
  [AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WORKDAY]: 'next_workday',
  [AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WEEK]: 'next_week',
  [AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_AVAILABLE]: 'next_available',
}

/** What a request may ask for, and what it gets when it leaves a field out. */
const LIMIT = { most: 10, standard: 2 }
const WINDOW_MIN = { most: 720, standard: 120 }
const HORIZON_DAYS = { most: 14, standard: 7 }
const BUSINESS_HOURS: PartOfDay = { fromMinute: 9 * 60, toMinute: 18 * 60 }
const MOST_TAKEN = 200
const MINUTES_OF_DAY = 1_440

/** Checks everything about the wish. Throws `invalid_argument` with the field. */
export function parseWish(request: FindAlternativesRequest, nowMs: number): Wish {
  const { wishMs, timeZone, weekends } = request
  if (wishMs <= nowMs) throw wrong('wish_ms', 'must be an instant to come, epoch milliseconds')
  if (wishMs > nowMs + HORIZON_MS) throw wrong('wish_ms', `must be at most ${HORIZON_MS / DAY_MS} days ahead`)
  const clock = findWallClock(timeZone || 'Europe/Berlin')
  if (!clock) throw wrong('time_zone', 'must be an IANA time zone such as Europe/Berlin')
  return {
    startMs: wishMs,
    clock,
    limit: bounded('limit', request.limit, LIMIT),
    windowMin: bounded('window_min', request.windowMin, WINDOW_MIN),
    preference: parsePart('preference', request.preference),
    strategies: parseStrategies(request.strategies),
    horizonDays: bounded('horizon_days', request.horizonDays, HORIZON_DAYS),
    businessHours: parsePart('business_hours', request.businessHours) ?? BUSINESS_HOURS,
    weekends,
    taken: parseTaken(request.taken),
  }
}

export function parseLanguage(language: string): Language {
  const wanted = language || 'de'
  if (!isLanguage(wanted)) throw wrong('language', 'must be de or en')
  return wanted
}

function bounded(field: string, value: number, { most, standard }: { readonly most: number; readonly standard: number }): number {
  if (value > most) throw wrong(field, `must be at most ${most}`)
  return value || standard
}

/** A part of the day, or undefined where none is named. */
function parsePart(field: string, part: TimePreference | undefined): PartOfDay | undefined {
  const { fromMinute, toMinute } = part ?? { fromMinute: 0, toMinute: 0 }
  if (fromMinute === 0 && toMinute === 0) return undefined
  if (toMinute > MINUTES_OF_DAY) throw wrong(`${field}.to_minute`, `must be at most ${MINUTES_OF_DAY}`)
  if (toMinute <= fromMinute) throw wrong(`${field}.to_minute`, 'must be after from_minute')
  return { fromMinute, toMinute }
}

function parseStrategies(asked: readonly AlternativeStrategy[]): readonly Strategy[] {
  if (asked.length === 0) return STRATEGIES
  const strategies = asked.map((one) => {
    const strategy = STRATEGY[one]
    if (!strategy) throw wrong('strategies', 'holds one that is not known')
    return strategy
  })
  return [...new Set(strategies)]
}

function parseTaken(taken: readonly Range[]): readonly Range[] {
  if (taken.length > MOST_TAKEN) throw wrong('taken', `must be at most ${MOST_TAKEN} times`)
  for (const [index, { fromMs, toMs }] of taken.entries()) if (toMs <= fromMs) throw wrong(`taken[${index}].to_ms`, 'must be after from_ms')
  return taken
}
