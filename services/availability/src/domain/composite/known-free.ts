import type { Segment } from './composite.ts'
import { firstNotBefore } from './position.ts'

interface Stretch {
  readonly fromMs: number
  toMs: number
}

/**
 * Until when is a staff member known to be free from a start of theirs on? Their slots of all segments are laid over each other: what
 * none of them covers may be taken. Of a host whom Cal.com chooses nothing is known: undefined.
 */
export function knownFree(segments: readonly Segment[]): (staffId: string, startMs: number) => number | undefined {
  const choices = segments.flatMap((segment) => segment.choices).filter(({ staffId }) => staffId !== '')
  const byStaff = new Map<string, { readonly fromMs: Float64Array; readonly toMs: Float64Array }>()
  for (const [staffId, own] of Map.groupBy(choices, (choice) => choice.staffId)) {
    const slots = own.flatMap(({ startsMs, durationMs }) => startsMs.map((fromMs) => ({ fromMs, toMs: fromMs + durationMs })))
    const stretches = joined(slots)
    byStaff.set(staffId, {
      fromMs: new Float64Array(stretches.map((stretch) => stretch.fromMs)),
      toMs: new Float64Array(stretches.map((stretch) => stretch.toMs)),
    })
  }
  return (staffId, startMs) => {
    const stretches = byStaff.get(staffId)
    return stretches?.toMs[firstNotBefore(stretches.fromMs, startMs + 1) - 1]
  }
}

function joined(slots: Stretch[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const slot of slots.sort((a, b) => a.fromMs - b.fromMs)) {
    const last = stretches.at(-1)
    if (last && slot.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, slot.toMs)
    else stretches.push(slot)
  }
  return stretches
}
