import { findUtcOffset } from './utc-offset.ts'

const MINUTE_MS = 60_000
/** Shorter than any zone keeps an offset. */
const STEP_MS = 10 * 86_400_000

/** For tests: the instants from `fromMs` to `toMs` at which the zone's clocks change. */
export function changesOfClocks(zone: string, fromMs: number, toMs: number): number[] {
  const offsetAt = findUtcOffset(zone)
  if (!offsetAt) throw new Error(`no such zone: ${zone}`)
  const changes: number[] = []
  for (let ms = fromMs; ms < toMs; ms += STEP_MS) {
    let [before, after] = [ms, Math.min(ms + STEP_MS, toMs)]
    if (offsetAt(before) === offsetAt(after)) continue
    while (after - before > MINUTE_MS) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS
      if (offsetAt(middle) === offsetAt(before)) before = middle
      else after = middle
    }
    changes.push(after)
  }
  return changes
}
