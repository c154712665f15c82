import { BUDGET, type World } from '../world.ts'

/** Never more calls on the wire than the budget has, in any window and any burst as Cal.com counts them: ours are longer by a permit's life. */
export function budgetHolds({ witness }: World): void {
  for (const [cap, spanMs] of [
    [BUDGET.windowCap, BUDGET.windowMs - BUDGET.permitMs],
    [BUDGET.burstCap, BUDGET.burstMs - BUDGET.permitMs],
  ] as const) {
    witness.sentMs.forEach((ms, index) => {
      const first = witness.sentMs[index - cap]
      if (first !== undefined && ms - first < spanMs)
        throw new Error(`over the budget: ${cap + 1} calls in ${ms - first} of ${spanMs} ms, at ${ms}`)
    })
  }
}
