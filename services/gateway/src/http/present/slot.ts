import { createHash } from 'node:crypto'
import type { Service } from '@calbridge/contracts'
import type { z } from 'zod'
import { isoIn } from '../../domain/iso.ts'
import type { Slot } from '../../domain/slots.ts'
import type { slot } from '../schemas/answers.ts'

/** A slot as callers see it. Its id is the same for the same slot. */
export const presentSlot = (one: Slot, service: Service, zone: string): z.output<typeof slot> => ({
  id: `slot_${createHash('sha256').update(`${one.eventTypeId}/${one.staffId}/${one.startMs}`).digest('hex').slice(0, 16)}`,
  staff_id: one.staffId || null,
  staff_name: one.staffName || null,
  start: isoIn(one.startMs, zone),
  end: isoIn(one.startMs + one.durationMin * 60_000, zone),
  duration: one.durationMin,
  service_id: Number(service.id),
  service_name: service.name,
})
