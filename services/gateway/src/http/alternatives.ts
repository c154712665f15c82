import { FindAlternativesRequest, Freshness, type Service } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Availability } from '../backends.ts'
import { isWeekend } from '../domain/weekend.ts'
import { presentOffered } from './present/alternatives.ts'
import type { ApiRequest } from './route.ts'
import { type Offered, SlotTaken } from './slot-taken.ts'

export interface Wish {
  readonly service: Service
  readonly branchId: string
  readonly startMs: number
  readonly zone: string
  /** The customer's; what nobody here speaks is answered in German. */
  readonly language: string | null | undefined
}

const MOST = 3
/** They come with an answer that is late already. */
const TIMEOUT_MS = 300

/** Gives a refusal its alternatives when it is that the slot is taken; any other failure goes on as it is. */
export async function withAlternatives(
  cause: unknown,
  wish: Wish | undefined,
  availability: Pick<Availability, 'findAlternatives'>,
  request: Pick<ApiRequest<unknown, unknown>, 'tenant' | 'context'>,
): Promise<never> {
  const error = AppError.from(cause)
  if (error.code !== 'conflict' || error.reason !== 'slot_taken') throw cause
  throw new SlotTaken(error, wish ? await knownAlternatives(wish, availability, request) : NOTHING_KNOWN)
}

const NOTHING_KNOWN: Offered = { alternatives: [], sentence: undefined }

/** What is cached, with anybody; nothing when nothing is, or it takes too long. Never a call to Cal.com. */
async function knownAlternatives(
  { service, branchId, startMs, zone, language }: Wish,
  availability: Pick<Availability, 'findAlternatives'>,
  { tenant, context }: Pick<ApiRequest<unknown, unknown>, 'tenant' | 'context'>,
): Promise<Offered> {
  const request = FindAlternativesRequest.fromPartial({
    context: { ...context, idempotencyKey: '' },
    serviceId: service.id,
    branchId,
    wishMs: startMs,
    timeZone: zone,
    limit: MOST,
    // Who wished for a Saturday would take another time of it.
    weekends: isWeekend(startMs, zone),
    freshness: Freshness.FRESHNESS_CACHE_ONLY,
    language: language === 'en' ? 'en' : 'de',
  })
  try {
    const answer = await availability.findAlternatives(request, { tenant: tenant.id, timeoutMs: TIMEOUT_MS })
    return { alternatives: presentOffered(answer, service, zone, tenant), sentence: answer.sentence }
  } catch {
    return NOTHING_KNOWN
  }
}
