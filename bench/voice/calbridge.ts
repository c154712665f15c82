import {
  AlternativeStrategy,
  FindAlternativesRequest,
  FindAlternativesResponse,
  GetSlotsRequest,
  GetSlotsResponse,
  Origin,
  Source,
} from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { Metadata, status } from '@grpc/grpc-js'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import { booker } from '../bookings.ts'
import { rawClient } from '../load/raw-client.ts'
import { FIND_ALTERNATIVES, GET_SLOTS } from '../look-up.ts'
import type { Member, Salon } from '../salon.ts'
import { actingFor } from '../stack.ts'
import { type Agent, dayStartMs, READ_MS, rangeEndMs } from './agent.ts'
import type { Key } from './keys.ts'

const HOUR_MS = 3_600_000

/** Asks one of availability's processes, and books without waiting for Cal.com. */
export function calbridgeAgent(stack: StackFile, salon: Salon, address: string, scope: Scope): Agent {
  const metadata = Metadata.fromHttp2Headers(actingFor(stack, salon.tenant.id))
  const [getSlots, findAlternatives] = [GET_SLOTS, FIND_ALTERNATIVES].map((path) => rawClient(address, path, metadata, scope, READ_MS))
  const book = booker(stack, salon, scope)
  const memberOf = ({ service }: Pick<Key, 'service'>): Member => salon.staff[service]!
  const serviceOf = (staffId: string): number => salon.staff.findIndex(({ id }) => id === staffId)
  const wishOf = (key: Key) => {
    const { id: staffId, serviceId } = memberOf(key)
    return { context: { tenant: salon.tenant.id, origin: Origin.ORIGIN_API }, serviceId, branchId: salon.branchId, staffId }
  }
  const judged = ({ source, upstreamCalls }: { source: Source; upstreamCalls: number }) => ({
    waited: upstreamCalls > 0 || source === Source.SOURCE_UPSTREAM,
    stale: source === Source.SOURCE_STALE,
  })
  return {
    async lookUp(key) {
      const request = GetSlotsRequest.fromPartial({ ...wishOf(key), fromMs: dayStartMs(key), toMs: rangeEndMs(key) })
      const answer = GetSlotsResponse.decode(await getSlots!(Buffer.from(GetSlotsRequest.encode(request).finish())))
      const starts = answer.days.flatMap((day) => day.starts)
      return { ...judged(answer), offers: starts.map((start) => ({ service: key.service, startMs: start * 1_000 })) }
    },
    async alternatives(key) {
      const request = FindAlternativesRequest.fromPartial({
        ...wishOf(key),
        wishMs: dayStartMs(key) + 11 * HOUR_MS,
        timeZone: 'UTC',
        limit: 3,
        weekends: true,
        strategies: [AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY, AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_AVAILABLE],
      })
      const answer = FindAlternativesResponse.decode(await findAlternatives!(Buffer.from(FindAlternativesRequest.encode(request).finish())))
      return { ...judged(answer), offers: answer.alternatives.map(({ staffId, startMs }) => ({ service: serviceOf(staffId), startMs })) }
    },
    async book({ service, startMs }) {
      try {
        await book({ staff: memberOf({ service }), startMs })
        return true
      } catch (error) {
        if ((error as { code?: number }).code === status.ALREADY_EXISTS) return false
        throw error
      }
    },
  }
}
