import type { CachedDay, Range } from './cached-day.ts'
import { subtract } from './subtract.ts'
import { type EpochDay, epochDay } from './utc-day.ts'

/** A day as answers were made of it. Only what differs between answers (range, moment, choice) is not in it. */
export interface DayView {
  readonly eventTypeId: string
  readonly staffId: string
  readonly day: EpochDay
  readonly noticeMs: number
  /** Names the load that it came from. */
  readonly stamp: string
  readonly loadedAtMs: number
  /** What Cal.com listed: epoch seconds, ascending. */
  readonly listed: readonly number[]
  /** Of these, what was taken here. */
  readonly claimed: readonly number[]
}

/** How an answer looked at its days. */
export interface Look {
  readonly range: Range
  readonly nowMs: number
  /** What it named of all that was free; absent when it named everything. */
  readonly named?: readonly Named[] | undefined
}

export interface Named {
  readonly eventTypeId: string
  readonly startMs: number
}

export function viewOf({ unit, day, entry, claims }: CachedDay, holder: string, nowMs: number): DayView {
  const { eventTypeId, staffId, noticeMs } = unit
  const free = new Set(subtract(entry.starts, claims, { ...unit, noticeMs: Number.NEGATIVE_INFINITY }, { nowMs, holder }))
  const claimed = entry.starts.filter((start) => !free.has(start))
  return { eventTypeId, staffId, day, noticeMs, stamp: entry.stamp, loadedAtMs: entry.loadedAtMs, listed: entry.starts, claimed }
}

export type Verdict = 'offered' | 'not_named' | 'claimed_here' | 'inside_notice' | 'not_listed' | 'out_of_range'

/** Why an answer offered this start of this day, or did not. */
export function verdictOf(view: DayView, { range, nowMs, named }: Look, startMs: number): Verdict {
  const start = startMs / 1_000
  if (epochDay(startMs) !== view.day) return 'out_of_range'
  // A later part of a composite service may begin behind the range, which is that of the first.
  if (named?.some((one) => one.eventTypeId === view.eventTypeId && one.startMs === startMs)) return 'offered'
  if (startMs < range.fromMs || startMs > range.toMs) return 'out_of_range'
  if (!view.listed.includes(start)) return 'not_listed'
  if (startMs < nowMs + view.noticeMs) return 'inside_notice'
  if (view.claimed.includes(start)) return 'claimed_here'
  return named ? 'not_named' : 'offered'
}

/** Starts of the day that the answer offered, epoch seconds. */
export const offeredOf = (view: DayView, look: Look): number[] =>
  view.listed.filter((start) => verdictOf(view, look, start * 1_000) === 'offered')
