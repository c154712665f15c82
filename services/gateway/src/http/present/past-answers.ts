import type { PastAnswer, PastDay } from '@calbridge/contracts'
import { isoUtc } from '../../domain/iso.ts'
import type { PastAnswersAnswer } from '../schemas/past-answers.ts'
import { sourceName } from './source.ts'

type Presented = PastAnswersAnswer['data'][number]
type Verdict = Presented['days'][number]['verdict']

const DAY_MS = 86_400_000

export const presentPastAnswers = (answers: readonly PastAnswer[]): PastAnswersAnswer => ({ data: answers.map(presentAnswer) })

const presentAnswer = (answer: PastAnswer): Presented => ({
  answer_id: answer.answerId,
  request_id: answer.requestId,
  call_id: answer.callId,
  operation: answer.operation,
  answered_at: isoUtc(answer.answeredAtMs),
  from: isoUtc(answer.fromMs),
  to: isoUtc(answer.toMs),
  source: sourceName(answer.source),
  age_ms: answer.ageMs,
  degraded: answer.degraded,
  missing_days: answer.missingDays,
  days: answer.days.map(presentDay),
})

const presentDay = (day: PastDay): Presented['days'][number] => ({
  event_type_id: day.eventTypeId,
  staff_id: day.staffId || null,
  date: isoUtc(day.epochDay * DAY_MS).slice(0, 10),
  offered: day.starts.map(isoOfSeconds),
  listed: day.listed.map(isoOfSeconds),
  loaded_at: isoUtc(day.loadedAtMs),
  load: day.stamp,
  source: sourceName(day.source),
  ...(day.verdict !== '' && { verdict: day.verdict as Verdict }),
})

const isoOfSeconds = (seconds: number): string => isoUtc(seconds * 1_000)
