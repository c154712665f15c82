import type { Range } from '../domain/cached-day.ts'
import type { DayView, Look } from '../domain/day-view.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { Source } from './query.ts'

/** Longest call or request id under which an answer can be found. */
export const MAX_ID_CHARS = 100

/** A view and its name: the same content has the same hash. */
export interface Content {
  readonly hash: string
  readonly view: DayView
}

interface AnswerFacts extends Look {
  readonly answerId: string
  /** Empty for none. */
  readonly requestId: string
  readonly callId: string
  readonly operation: string
  readonly range: Range
  readonly source: Source
  readonly ageMs: number
  readonly degraded: boolean
  readonly missingDays: number
}

export interface AnswerRecord extends AnswerFacts {
  readonly days: readonly { readonly hash: string; readonly source: Source }[]
}

export interface PastDay extends DayView {
  readonly source: Source
}

export interface PastAnswer extends AnswerFacts {
  readonly days: readonly PastDay[]
}

/** Answers of one tenant and one day, and the contents that they name and that are not written yet for that day. */
export interface HistoryBatch {
  readonly tenant: string
  readonly day: EpochDay
  readonly answers: readonly AnswerRecord[]
  readonly contents: readonly Content[]
}

export type AnswerKey = 'answerId' | 'requestId' | 'callId'

export interface HistoryStore {
  /** Safe to repeat. Throws AppError `unavailable` when it cannot be written now, but may be later. */
  save(batch: HistoryBatch): Promise<void>
  /** Oldest first; at most `limit.answers`, and none after the one with which there are `limit.days`. */
  find(
    tenant: string,
    key: AnswerKey,
    id: string,
    limit: { readonly answers: number; readonly days: number },
  ): Promise<readonly PastAnswer[]>
  /** Makes room for the days to come and drops what is too old. One process at a time; the others have nothing to do. */
  keepUp(today: EpochDay): Promise<void>
}
