import { type Alternative, AlternativeStrategy, type FindAlternativesResponse, type Service, type Tenant } from '@calbridge/contracts'
import { findStaff } from '@calbridge/directory'
import type { z } from 'zod'
import type { Slot } from '../../domain/slots.ts'
import type { AlternativesCommand } from '../commands/alternatives.ts'
import type { alternativesAnswer } from '../schemas/alternatives.ts'
import { presentMeta } from './meta.ts'
import { presentService } from './service.ts'
import { presentSlot } from './slot.ts'

type Presented = z.output<typeof alternativesAnswer>
type Item = Presented['data']['alternatives'][number]

/** The alternatives of a wish, each with the words for it, and the sentence for all. */
export function presentAlternatives(
  answer: FindAlternativesResponse,
  { service, request }: AlternativesCommand,
  tenant: Tenant,
): Presented {
  const meta = presentMeta(answer)
  const verified = meta.source !== 'stale' && !meta.degraded
  const present = (one: Alternative): Item => {
    const slot = presentSlot(slotOf(one, tenant), service, request.timeZone)
    const { spoken: description, score } = one
    return { datetime: slot.start, type: typeOf(one, request.wishMs), description, source: meta.source, verified, score, ...slot }
  }
  return {
    data: { service: presentService(service), alternatives: answer.alternatives.map(present), sentence: answer.sentence },
    meta,
  }
}

/** As slots without their words, for whoever finds his slot taken. */
export const presentOffered = (answer: FindAlternativesResponse, service: Service, zone: string, tenant: Tenant) =>
  answer.alternatives.map((one) => presentSlot(slotOf(one, tenant), service, zone))

const slotOf = ({ startMs, endMs, eventTypeId, staffId }: Alternative, tenant: Tenant): Slot => ({
  startMs,
  durationMin: (endMs - startMs) / 60_000,
  eventTypeId,
  staffId,
  staffName: findStaff(tenant, staffId)?.name ?? '',
})

function typeOf({ strategy, startMs }: Alternative, wishMs: number): Item['type'] {
  switch (strategy) {
    case AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY:
      return startMs > wishMs ? 'same_day_later' : 'same_day_earlier'
    case AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WORKDAY:
      return 'next_workday'
    case AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WEEK:
      return 'next_week'
    default:
      return 'next_available'
  }
}
