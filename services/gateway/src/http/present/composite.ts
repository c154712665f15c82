import type { CompositeSlot, FindCompositeSlotsResponse, Service, Tenant } from '@calbridge/contracts'
import { findStaff } from '@calbridge/directory'
import type { z } from 'zod'
import { isoIn } from '../../domain/iso.ts'
import type { CompositeLookUp } from '../commands/composite.ts'
import type { compositeAnswer } from '../schemas/composite.ts'
import { NO_META, presentMeta } from './meta.ts'
import { requireKnown } from './require-known.ts'

type Answer = z.output<typeof compositeAnswer>

const MINUTE_MS = 60_000

/** The answer of a composite look-up, its slots in both spellings. Throws AppError `unavailable` like that of a simple one. */
export function presentComposite(answer: FindCompositeSlotsResponse, { service, zone }: CompositeLookUp, tenant: Tenant): Answer {
  requireKnown(answer.slots.length, answer.missingDays)
  const shown = (ms: number): string => isoIn(ms, zone)
  return {
    data: {
      service: presentService(service),
      slots: answer.slots.map((slot) => presentSlot(slot, service, tenant, shown)),
      composite_slots: answer.slots.map((slot) => presentLettered(slot, shown)),
      total: answer.total,
    },
    meta: presentMeta(answer),
  }
}

/** Nobody here can do all of it: there is nothing to ask. */
export const presentNobodyForAll = ({ service }: CompositeLookUp): Answer => ({
  data: { service: presentService(service), slots: [], composite_slots: [], total: 0, message: 'No available staff for this service' },
  meta: NO_META,
})

const presentService = ({ id, name, segments }: Service): Answer['data']['service'] => ({
  id: Number(id),
  name,
  is_composite: true,
  segments: segments.map((segment) => ({ ...segment })),
})

function presentSlot(slot: CompositeSlot, service: Service, tenant: Tenant, shown: (ms: number) => string) {
  const { id, startMs, endMs, segments } = slot
  const pauses = segments.slice(1).map((next, index) => {
    const before = segments[index]!
    return { starts_at: shown(before.endMs), ends_at: shown(next.startMs), duration: (next.startMs - before.endMs) / MINUTE_MS }
  })
  return {
    composite_slot_id: id,
    starts_at: shown(startMs),
    ends_at: shown(endMs),
    total_duration: (endMs - startMs) / MINUTE_MS,
    segments: segments.map((segment) => ({
      key: segment.key,
      name: service.segments.find(({ key }) => key === segment.key)?.name ?? '',
      staff_id: segment.staffId || null,
      staff_name: findStaff(tenant, segment.staffId)?.name ?? null,
      starts_at: shown(segment.startMs),
      ends_at: shown(segment.endMs),
      duration: (segment.endMs - segment.startMs) / MINUTE_MS,
    })),
    pause: pauses[0]!,
    pauses,
  }
}

type Lettered = Answer['data']['composite_slots'][number]

/** `segment_a`, `segment_b` …: of more segments than there are letters the first. */
function presentLettered({ id, segments }: CompositeSlot, shown: (ms: number) => string): Lettered {
  const lettered = [...'abcdefghijklmnopqrstuvwxyz'].slice(0, segments.length).map((letter, index) => {
    const { startMs, endMs, staffId } = segments[index]!
    return [`segment_${letter}`, { start: shown(startMs), end: shown(endMs), staff_id: staffId || null }]
  })
  return { composite_slot_id: id, ...Object.fromEntries(lettered) } as Lettered
}
