import type { Choice, Rules, Segment, Way } from './composite.ts'

// For tests: every way there is, found by trying all combinations, and what makes one better than another.

export function everyWay(segments: readonly Segment[], { staffStays }: Rules): Way[] {
  let begun: Way['segments'][] = [[]]
  for (const [index, { key, choices }] of segments.entries()) {
    const before = segments[index - 1]
    begun = begun.flatMap((parts) =>
      choices.flatMap(({ staffId, eventTypeId, durationMs, startsMs }) =>
        startsMs
          .map((startMs) => ({ key, staffId, eventTypeId, startMs, endMs: startMs + durationMs }))
          .filter((next) => {
            const last = parts.at(-1)
            if (!last || !before) return true
            const gapMs = next.startMs - last.endMs
            if (gapMs < before.gapMinMs || gapMs > before.gapMaxMs) return false
            if (before.keepsStaff && (staffId === '' || staffId !== last.staffId)) return false
            return !staffStays || isFree(segments, last.staffId, last.endMs, next.startMs)
          })
          .map((next) => [...parts, next]),
      ),
    )
  }
  return begun.map((parts) => ({ startMs: parts[0]!.startMs, endMs: parts.at(-1)!.endMs, segments: parts }))
}

/** Is one of the person's slots over every moment? Where one ends, another must go on. */
function isFree(segments: readonly Segment[], staffId: string, fromMs: number, toMs: number): boolean {
  const own = segments.flatMap(({ choices }) => choices).filter((choice) => staffId !== '' && choice.staffId === staffId)
  const ends = own.flatMap(({ startsMs, durationMs }) => startsMs.map((startMs) => startMs + durationMs))
  const moments = [fromMs, ...ends.filter((ms) => ms > fromMs)].filter((ms) => ms < toMs)
  return moments.every((ms) => own.some((choice) => covers(choice, ms)))
}

const covers = ({ startsMs, durationMs }: Choice, ms: number): boolean =>
  startsMs.some((startMs) => startMs <= ms && ms < startMs + durationMs)

/** When it ends, how much of it the preferred staff member does not do, how often the staff member changes: the lower the better. */
export const rankOf = ({ endMs, segments }: Way, { preferredStaffId }: Rules): [number, number, number] => [
  endMs,
  preferredStaffId === '' ? 0 : segments.filter(({ staffId }) => staffId !== preferredStaffId).length,
  segments.filter(({ staffId }, index) => index > 0 && (staffId === '' || staffId !== segments[index - 1]!.staffId)).length,
]
