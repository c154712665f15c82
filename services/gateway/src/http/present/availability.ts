import type { GetSlotsResponse, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { z } from 'zod'
import { isoUtc } from '../../domain/iso.ts'
import { slotsOf } from '../../domain/slots.ts'
import type { LookUp } from '../commands/look-up.ts'
import type { availabilityAnswer } from '../schemas/answers.ts'
import { presentSlot } from './slot.ts'
import { sourceName } from './source.ts'

const MOST_SLOTS = 50
const ASK_AGAIN_MS = 5_000

/**
 * The answer of a look-up: the first 50 slots, how many there are, and how old that is. Throws AppError `unavailable` when
 * nothing was found and not all of it is known: that is no "nothing free".
 */
export function presentAvailability(
  answer: GetSlotsResponse,
  { service, range, zone }: LookUp,
  tenant: Tenant,
): z.output<typeof availabilityAnswer> {
  const slots = slotsOf(answer.days, tenant, service, range)
  if (slots.length === 0 && answer.missingDays > 0)
    throw new AppError('unavailable', 'it is not known what is free then: Cal.com cannot be asked just now', {
      reason: 'not_known',
      retryAfterMs: ASK_AGAIN_MS,
    })
  return {
    data: {
      service: presentService(service),
      slots: slots.slice(0, MOST_SLOTS).map((one) => presentSlot(one, service, zone)),
      total: slots.length,
    },
    meta: {
      source: sourceName(answer.source),
      age_ms: answer.ageMs,
      as_of: answer.asOfMs > 0 ? isoUtc(answer.asOfMs) : null,
      degraded: answer.degraded,
      complete: answer.missingDays === 0,
      answer_id: answer.answerId,
      upstream_calls: answer.upstreamCalls,
    },
  }
}

/** Nobody here can do it: there is nothing to ask. */
export const presentNobody = ({ service }: LookUp): z.output<typeof availabilityAnswer> => ({
  data: { service: presentService(service), slots: [], total: 0, message: 'No available staff for this service' },
  meta: { source: 'none', age_ms: 0, as_of: null, degraded: false, complete: true, answer_id: '', upstream_calls: 0 },
})

const presentService = ({ id, name, durationMin }: LookUp['service']) => ({ id: Number(id), name, duration: durationMin })
