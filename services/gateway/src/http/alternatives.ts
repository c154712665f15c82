import { Freshness, type Service, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { z } from 'zod'
import type { Availability } from '../backends.ts'
import { type Slot, slotsOf } from '../domain/slots.ts'
import { presentSlot } from './present/slot.ts'
import type { ApiRequest } from './route.ts'
import type { slot } from './schemas/answers.ts'
import { SlotTaken } from './slot-taken.ts'

export interface Wish {
  readonly service: Service
  readonly branchId: string
  /** Empty: anybody. */
  readonly staffId: string
  readonly startMs: number
  readonly zone: string
}

const MOST = 3
const AHEAD_MS = 7 * 86_400_000
/** They come with an answer that is late already. */
const TIMEOUT_MS = 300

/** Gives a refusal its alternatives when it is that the slot is taken; any other failure goes on as it is. */
export async function withAlternatives(
  cause: unknown,
  wish: Wish | undefined,
  availability: Pick<Availability, 'getSlots'>,
  request: Pick<ApiRequest<unknown, unknown>, 'tenant' | 'context'>,
): Promise<never> {
  const error = AppError.from(cause)
  if (error.code !== 'conflict' || error.reason !== 'slot_taken') throw cause
  throw new SlotTaken(error, wish ? await nextFree(wish, availability, request) : [])
}

/** The next free slots that are cached; none when nothing is, or it takes too long. Never a call to Cal.com. */
async function nextFree(
  { service, branchId, staffId, startMs, zone }: Wish,
  availability: Pick<Availability, 'getSlots'>,
  { tenant, context }: { tenant: Tenant; context: ApiRequest<unknown, unknown>['context'] },
): Promise<z.output<typeof slot>[]> {
  const range = { fromMs: startMs, toMs: startMs + AHEAD_MS }
  try {
    const answer = await availability.getSlots(
      {
        context: { ...context, idempotencyKey: '' },
        eventTypeId: '',
        serviceId: service.id,
        branchId,
        staffId: '',
        ...range,
        freshness: Freshness.FRESHNESS_CACHE_ONLY,
        maxAgeMs: 0,
        holder: '',
        segmentKey: '',
        durationMin: 0,
      },
      { tenant: tenant.id, timeoutMs: TIMEOUT_MS },
    )
    // The cache may not know yet that the slot is gone.
    const isRefused = (one: Slot): boolean => one.startMs === startMs && (staffId === '' || one.staffId === staffId)
    return slotsOf(answer.days, tenant, service, range)
      .filter((one) => !isRefused(one))
      .slice(0, MOST)
      .map((one) => presentSlot(one, service, zone))
  } catch {
    return []
  }
}
