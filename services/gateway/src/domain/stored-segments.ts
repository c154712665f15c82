import type { ServiceSegment } from '@calbridge/contracts'

/** A segment as the old tables spell it; or a pause (`Einwirkzeit`) that stands among the segments as one of its own. */
export interface StoredSegment {
  readonly key: string
  readonly name?: string
  readonly durationMin?: number
  readonly gapAfterMin?: number
  readonly gapAfterMax?: number
  readonly preferSameStaff?: boolean
  readonly type?: string
  readonly staff_required?: boolean
}

/** The segments that somebody does, each with the pause after it, whichever way that is written down. */
export function segmentsOf(stored: readonly StoredSegment[]): ServiceSegment[] {
  const segments: ServiceSegment[] = []
  for (const one of stored) {
    const before = segments.at(-1)
    if (isPause(one) && before) {
      before.gapAfterMin += one.durationMin ?? 0
      before.gapAfterMax += one.durationMin ?? 0
    } else if (!isPause(one)) segments.push(segmentOf(one))
  }
  return segments
}

const isPause = ({ type, staff_required }: StoredSegment): boolean => type === 'processing' || staff_required === false

const segmentOf = ({ key, name, durationMin, gapAfterMin, gapAfterMax, preferSameStaff }: StoredSegment): ServiceSegment => ({
  key,
  name: name ?? '',
  durationMin: durationMin ?? 60,
  gapAfterMin: gapAfterMin ?? 0,
  gapAfterMax: gapAfterMax ?? gapAfterMin ?? 0,
  preferSameStaff: preferSameStaff ?? false,
})
