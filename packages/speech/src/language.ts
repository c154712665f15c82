import type { DayReference } from './day-reference.ts'
import { english } from './english.ts'
import { german } from './german.ts'
import type { WallClock } from './wall-clock.ts'

export type Language = 'de' | 'en'

/** What a language says, in pieces that stand side by side. None holds a line break. */
export interface Phrases {
  /** `morgen` */
  day(reference: DayReference): string
  /** `um 14 Uhr 30` */
  time(minute: number, occurrence: ReturnType<WallClock['occurrence']>): string
  readonly or: string
  /** The sentence around one, two or three moments, joined already. */
  offer(joined: string, count: number): string
  /** Nothing is free. */
  readonly none: string
  /** Nothing is known to be free, and not everything is known. */
  readonly unknown: string
}

const PHRASES: Readonly<Record<Language, Phrases>> = { de: german, en: english }

export const phrasesOf = (language: Language): Phrases => PHRASES[language]

export const isLanguage = (text: string): text is Language => Object.hasOwn(PHRASES, text)
