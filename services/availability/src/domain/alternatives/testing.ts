import { findWallClock } from '@calbridge/speech'
import type { Candidate } from './candidates.ts'
import { STRATEGIES, type Wish } from './wish.ts'

// Builders for tests: wall times of Berlin, `2027-03-03T10:00`; that is a Wednesday.

const berlin = findWallClock('Europe/Berlin')!
const LENGTH_MS = 1_800_000

/** The instant at which clocks in Berlin show this. */
export const wall = (text: string): number =>
  berlin.instantOf(Date.parse(text.slice(0, 10)) / 86_400_000, Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)))

export const slotAt = (startMs: number, staffId = 'anna'): Candidate => ({
  startMs,
  endMs: startMs + LENGTH_MS,
  staffId,
  eventTypeId: `of-${staffId}`,
})

export const wishAt = (start: string | number, changes: Partial<Wish> = {}): Wish => ({
  startMs: typeof start === 'number' ? start : wall(start),
  clock: berlin,
  limit: 10,
  windowMin: 120,
  preference: undefined,
  strategies: STRATEGIES,
  horizonDays: 7,
  businessHours: { fromMinute: 540, toMinute: 1_080 },
  weekends: false,
  taken: [],
  ...changes,
})
