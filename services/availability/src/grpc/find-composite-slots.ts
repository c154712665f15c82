import { type FindCompositeSlotsRequest, type FindCompositeSlotsResponse, StaffRule } from '@calbridge/contracts'
import type { Call } from '@calbridge/grpc'
import type { FoundWays, LookForWays } from '../application/look-for-ways.ts'
import { partsOf } from '../application/parts.ts'
import { SOURCE, type Source } from '../application/query.ts'
import type { RecordAnswer } from '../application/slot-history.ts'
import type { unitResolver } from '../application/units.ts'
import { pauseMs, type Way } from '../domain/composite/composite.ts'
import { wayId } from '../domain/composite/way-id.ts'
import { type CallerDeps, deadlineOf, readerOf } from './caller.ts'
import { parseComposite } from './parse-composite.ts'

export interface FindCompositeSlotsDeps extends CallerDeps {
  readonly resolveUnits: ReturnType<typeof unitResolver>
  readonly lookFor: LookForWays
  readonly answerId: () => string
  readonly maxDays: number
  readonly recordAnswer: RecordAnswer
  readonly onAnswer: (source: Source | 'failed', degraded: boolean, tookMs: number) => void
}

/** Starts of a composite service, and who does which part of it when. */
export const findCompositeSlots =
  (deps: FindCompositeSlotsDeps) =>
  async (request: FindCompositeSlotsRequest, call: Call): Promise<FindCompositeSlotsResponse> => {
    const { clock, onAnswer } = deps
    const startedMs = clock.monotonic()
    const tenant = readerOf(deps, call, request.context)
    const { limit, ...query } = parseComposite(request, clock.now(), deps.maxDays)
    const sameStaff = SAME_STAFF[request.staffRule]
    const { parts, rules } = partsOf(deps.resolveUnits, tenant, { ...request, sameStaff })
    try {
      const answer = await deps.lookFor({ ...query, parts, rules }, deadlineOf(deps, call))
      const { ways, found } = answer
      onAnswer(found.source, found.degraded, clock.monotonic() - startedMs)
      const answerId = deps.answerId()
      const offered = ways.slice(0, limit)
      const about = { tenant: tenant.id, answerId, context: request.context, operation: 'FindCompositeSlots' }
      deps.recordAnswer({ ...about, range: query.range, holder: query.holder, found, named: offered.flatMap((way) => way.segments) })
      return { slots: offered.map((way) => slotOf(request.serviceId, way)), answerId, ...summaryOf(answer) }
    } catch (error) {
      onAnswer('failed', true, clock.monotonic() - startedMs)
      throw error
    }
  }

const SAME_STAFF: Readonly<Partial<Record<StaffRule, boolean>>> = { [StaffRule.STAFF_RULE_SAME]: true, [StaffRule.STAFF_RULE_ANY]: false }

const slotOf = (serviceId: string, way: Way) => ({
  id: wayId(serviceId, way),
  startMs: way.startMs,
  endMs: way.endMs,
  segments: [...way.segments],
  pauseMs: pauseMs(way),
})

const summaryOf = ({ ways, found: { source, ageMs, asOfMs, degraded, upstreamCalls, missingDays } }: FoundWays) => ({
  total: ways.length,
  source: SOURCE[source],
  ageMs,
  asOfMs,
  degraded,
  upstreamCalls,
  missingDays,
})
