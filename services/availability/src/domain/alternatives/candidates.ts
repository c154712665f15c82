import type { Range } from '../cached-day.ts'

/** A free slot, and whose it is. */
export interface Candidate {
  readonly startMs: number
  readonly endMs: number
  readonly staffId: string
  readonly eventTypeId: string
}

/** One slot per start, the first that offers it (callers put whom they prefer first), earliest first. */
export function distinctStarts(slots: Iterable<Candidate>): Candidate[] {
  const byStart = new Map<number, Candidate>()
  for (const slot of slots) if (!byStart.has(slot.startMs)) byStart.set(slot.startMs, slot)
  return [...byStart.values()].sort((a, b) => a.startMs - b.startMs)
}

/** Those (earliest first) that leave every taken time alone from their first minute to their last; times that only touch do not matter. */
export function withoutTaken(slots: readonly Candidate[], taken: readonly Range[]): Candidate[] {
  const spans = merged(taken)
  let next = 0
  return slots.filter(({ startMs, endMs }) => {
    while (next < spans.length && spans[next]!.toMs <= startMs) next++
    return next === spans.length || spans[next]!.fromMs >= endMs
  })
}

/** Side by side and in order. Both are sorted, so that each is looked at once. */
function merged(spans: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1)
    if (last && span.fromMs <= last.toMs) result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) }
    else result.push(span)
  }
  return result
}
