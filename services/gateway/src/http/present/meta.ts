import type { GetSlotsResponse } from '@calbridge/contracts'
import type { z } from 'zod'
import { isoUtc } from '../../domain/iso.ts'
import type { meta } from '../schemas/answers.ts'
import { sourceName } from './source.ts'

type Judged = Pick<GetSlotsResponse, 'source' | 'ageMs' | 'asOfMs' | 'degraded' | 'missingDays' | 'answerId' | 'upstreamCalls'>

/** Where an answer comes from, and what it is worth. */
export const presentMeta = (answer: Judged): z.output<typeof meta> => ({
  source: sourceName(answer.source),
  age_ms: answer.ageMs,
  as_of: answer.asOfMs > 0 ? isoUtc(answer.asOfMs) : null,
  degraded: answer.degraded,
  complete: answer.missingDays === 0,
  answer_id: answer.answerId,
  upstream_calls: answer.upstreamCalls,
})

/** Of what nobody had to be asked for. */
export const NO_META: z.output<typeof meta> = {
  source: 'none',
  age_ms: 0,
  as_of: null,
  degraded: false,
  complete: true,
  answer_id: '',
  upstream_calls: 0,
}
