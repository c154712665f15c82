import { fromJson, toJson } from '@calbridge/mysql'
import type { AnswerRecord, Content } from '../application/history-store.ts'
import type { Source } from '../application/query.ts'
import type { DayView, Named } from '../domain/day-view.ts'
import { dayStartMs, type EpochDay } from '../domain/utc-day.ts'

/** As a DATE is written: not as a Date, which would be shifted by somebody's zone. */
export const dateOf = (day: EpochDay): string => new Date(dayStartMs(day)).toISOString().slice(0, 10)

export interface AnswerRow {
  readonly kept_on: string
  readonly tenant: string
  readonly answer_id: string
  readonly request_id: string
  readonly call_id: string
  readonly operation: string
  readonly answered_at: Date
  readonly from_ms: number
  readonly to_ms: number
  readonly source: Source
  readonly age_ms: number
  readonly degraded: boolean | number
  readonly missing_days: number
  readonly days: string
  readonly named: string | null
}

export const answerRow = (keptOn: string, tenant: string, answer: AnswerRecord): AnswerRow => ({
  kept_on: keptOn,
  tenant,
  answer_id: answer.answerId,
  request_id: answer.requestId,
  call_id: answer.callId,
  operation: answer.operation,
  answered_at: new Date(answer.nowMs),
  from_ms: answer.range.fromMs,
  to_ms: answer.range.toMs,
  source: answer.source,
  age_ms: Math.round(answer.ageMs),
  degraded: answer.degraded,
  missing_days: answer.missingDays,
  days: toJson(answer.days.map(({ hash, source }) => [hash, source])),
  named: answer.named ? toJson(answer.named.map(({ eventTypeId, startMs }) => [eventTypeId, startMs])) : null,
})

export const toAnswer = (row: AnswerRow): AnswerRecord => ({
  answerId: row.answer_id,
  requestId: row.request_id,
  callId: row.call_id,
  operation: row.operation,
  range: { fromMs: Number(row.from_ms), toMs: Number(row.to_ms) },
  nowMs: row.answered_at.getTime(),
  source: row.source,
  ageMs: Number(row.age_ms),
  degraded: Boolean(row.degraded),
  missingDays: row.missing_days,
  days: fromJson<[string, Source][]>(row.days).map(([hash, source]) => ({ hash, source })),
  named: row.named === null ? undefined : fromJson<[string, number][]>(row.named).map(toNamed),
})

const toNamed = ([eventTypeId, startMs]: [string, number]): Named => ({ eventTypeId, startMs })

export const contentRow = (keptOn: string, tenant: string, { hash, view }: Content) => ({
  kept_on: keptOn,
  tenant,
  hash,
  content: toJson(view),
})

export const toView = ({ content }: { content: string }): DayView => fromJson<DayView>(content)
