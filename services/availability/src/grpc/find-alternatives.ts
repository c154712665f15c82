import { AlternativeStrategy, type FindAlternativesRequest, type FindAlternativesResponse } from '@calbridge/contracts'
import type { Call } from '@calbridge/grpc'
import { type Listener, speakAlternatives, speakMoment } from '@calbridge/speech'
import type { FoundAlternatives, LookForAlternatives } from '../application/look-for-alternatives.ts'
import { SOURCE, type Source } from '../application/query.ts'
import type { RecordAnswer } from '../application/slot-history.ts'
import type { unitResolver } from '../application/units.ts'
import type { Strategy } from '../domain/alternatives/wish.ts'
import { type CallerDeps, deadlineOf, readerOf } from './caller.ts'
import { parseFreshness } from './parse-freshness.ts'
import { parseLanguage, parseWish } from './parse-wish.ts'
import { wrong } from './wrong-field.ts'

export interface FindAlternativesDeps extends CallerDeps {
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly lookFor: LookForAlternatives
  readonly answerId: () => string
  readonly recordAnswer: RecordAnswer
  readonly onAnswer: (source: Source | 'failed', degraded: boolean, tookMs: number) => void
  /** What the best one is, or why there is none. */
  readonly onOffered: (best: Strategy | 'none' | 'unknown') => void
}

const STRATEGY: Readonly<Record<Strategy, AlternativeStrategy>> = {
  same_day: AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY,
  next_workday: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WORKDAY,
  next_week: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WEEK,
  next_available: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_AVAILABLE,
}

/** What to offer instead of a wish, and how to say it. */
export const findAlternatives =
  (deps: FindAlternativesDeps) =>
  async (request: FindAlternativesRequest, call: Call): Promise<FindAlternativesResponse> => {
    const { clock, onAnswer } = deps
    const startedMs = clock.monotonic()
    const tenant = readerOf(deps, call, request.context)
    const { serviceId, branchId, staffId, holder } = request
    if (serviceId === '') throw wrong('service_id', 'is required')
    const nowMs = clock.now()
    const wish = parseWish(request, nowMs)
    const listener: Listener = { language: parseLanguage(request.language), clock: wish.clock, nowMs, talkedOfMs: wish.startMs }
    const asked = { ...parseFreshness(request), holder, wish }
    const units = deps.resolveUnits(tenant, { eventTypeId: '', serviceId, branchId, staffId, segmentKey: '', durationMin: 0 })
    try {
      const answer = await deps.lookFor({ ...asked, units }, deadlineOf(deps, call))
      const { found, range, alternatives } = answer
      onAnswer(found.source, found.degraded, clock.monotonic() - startedMs)
      deps.onOffered(alternatives[0]?.strategy ?? (found.missingDays === 0 ? 'none' : 'unknown'))
      const answerId = deps.answerId()
      const about = { tenant: tenant.id, answerId, context: request.context, operation: 'FindAlternatives' }
      deps.recordAnswer({ ...about, range, holder, found, named: alternatives })
      return respond(answer, listener, answerId)
    } catch (error) {
      onAnswer('failed', true, clock.monotonic() - startedMs)
      throw error
    }
  }

function respond({ alternatives, found }: FoundAlternatives, listener: Listener, answerId: string): FindAlternativesResponse {
  const { source, ageMs, asOfMs, degraded, upstreamCalls, missingDays } = found
  const starts = alternatives.map(({ startMs }) => startMs)
  return {
    alternatives: alternatives.map((one) => ({
      ...one,
      strategy: STRATEGY[one.strategy],
      spoken: speakMoment(one.startMs, listener),
    })),
    sentence: speakAlternatives(starts, listener, missingDays === 0),
    source: SOURCE[source],
    ageMs,
    asOfMs,
    degraded,
    answerId,
    upstreamCalls,
    missingDays,
  }
}
