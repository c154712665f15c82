import type { GetSlotsResponse, Tenant } from '@calbridge/contracts'
import type { z } from 'zod'
import { slotsOf } from '../../domain/slots.ts'
import type { LookUp } from '../commands/look-up.ts'
import type { availabilityAnswer } from '../schemas/answers.ts'
import { NO_META, presentMeta } from './meta.ts'
import { requireKnown } from './require-known.ts'
import { presentService } from './service.ts'
import { presentSlot } from './slot.ts'

const MOST_SLOTS = 50

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
  requireKnown(slots.length, answer.missingDays)
  return {
    data: {
      service: presentService(service),
      slots: slots.slice(0, MOST_SLOTS).map((one) => presentSlot(one, service, zone)),
      total: slots.length,
    },
    meta: presentMeta(answer),
  }
}

/** Nobody here can do it: there is nothing to ask. */
export const presentNobody = ({ service }: LookUp): z.output<typeof availabilityAnswer> => ({
  data: { service: presentService(service), slots: [], total: 0, message: 'No available staff for this service' },
  meta: NO_META,
})
