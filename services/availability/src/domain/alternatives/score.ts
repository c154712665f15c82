import type { Shown } from './strategies.ts'
import { isPreferred, type Strategy, type Wish } from './wish.ts'

const BEST = 10_000
const MINUTE_MS = 60_000
const NOON_MINUTE = 720
/** More than the furthest slot loses by its distance: whatever is preferred comes before whatever is not. */
const PREFERRED = 30_000

const OTHER_DAY = { next_workday: 250, next_week: 150, next_available: 100 }

/**
 * 10,000 less the minutes between wish and slot, by way of the strategy's target: on another day the same time is nearer than
 * an earlier one. Who wishes for the afternoon would rather come later that day, who wishes for the morning rather earlier.
 */
export function scoreOf(strategy: Strategy, slot: Shown, targetMs: number, wish: Wish): number {
  const distanceMin = Math.round((Math.abs(targetMs - wish.startMs) + Math.abs(slot.startMs - targetMs)) / MINUTE_MS)
  const preferred = isPreferred(wish, slot.wall.minute) ? PREFERRED : 0
  return BEST - distanceMin + bonusOf(strategy, slot, wish) + preferred
}

function bonusOf(strategy: Strategy, { startMs }: Shown, wish: Wish): number {
  if (strategy !== 'same_day') return OTHER_DAY[strategy]
  const inAfternoon = wish.clock.at(wish.startMs).minute >= NOON_MINUTE
  return startMs > wish.startMs === inAfternoon ? 500 : 300
}
