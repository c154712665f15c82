import { type Candidate, distinctStarts, withoutTaken } from './candidates.ts'
import { scoreOf } from './score.ts'
import { aimsOf } from './strategies.ts'
import { isOpen, type Strategy, type Wish } from './wish.ts'

export interface Alternative extends Candidate {
  readonly strategy: Strategy
  readonly score: number
}

/**
 * What may take the wish's place, best first: each free start belongs to the first strategy that takes it, and is ranked once.
 * O(n log n) for n slots. Slots of one start are offered by the first of them.
 */
export function alternativesOf(slots: Iterable<Candidate>, wish: Wish): Alternative[] {
  const aimOf = aimsOf(wish)
  const free = withoutTaken(distinctStarts(slots), wish.taken)
  const alternatives = free.flatMap((slot): Alternative | [] => {
    const shown = { startMs: slot.startMs, wall: wish.clock.at(slot.startMs) }
    if (slot.startMs === wish.startMs || !isOpen(wish, shown.wall)) return []
    for (const strategy of wish.strategies) {
      const targetMs = aimOf(strategy, shown)
      if (targetMs !== undefined) return { ...slot, strategy, score: scoreOf(strategy, shown, targetMs, wish) }
    }
    return []
  })
  // The sort keeps the order of equals: the earlier one first.
  return alternatives.sort((a, b) => b.score - a.score).slice(0, wish.limit)
}
