import { referTo } from './day-reference.ts'
import { type Language, phrasesOf } from './language.ts'
import type { WallClock } from './wall-clock.ts'

/** To whom, where and when it is said. */
export interface Listener {
  readonly language: Language
  readonly clock: WallClock
  /** What "today" and "tomorrow" are told from, epoch milliseconds. */
  readonly nowMs: number
  /** The moment that was just spoken of: what lies on its day is "on the same day". */
  readonly talkedOfMs?: number | undefined
}

/** A moment in its two parts, `['morgen', 'um 14 Uhr 30']`. */
export function partsOf(ms: number, { language, clock, nowMs, talkedOfMs }: Listener): readonly [day: string, time: string] {
  const phrases = phrasesOf(language)
  const { day, minute } = clock.at(ms)
  const talkedOf = talkedOfMs === undefined ? undefined : clock.at(talkedOfMs).day
  return [phrases.day(referTo(day, clock.at(nowMs).day, talkedOf)), phrases.time(minute, clock.occurrence(ms))]
}

/** A moment (epoch milliseconds, whole minutes) as a person says it: `morgen um 14 Uhr 30`. No other minute sounds the same. */
export const speakMoment = (ms: number, listener: Listener): string => partsOf(ms, listener).join(' ')
