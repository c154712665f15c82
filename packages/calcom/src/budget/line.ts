import type { GrantLog } from './grant-log.ts'

/** Of a window's permits, what each class is served first with, so that none starves: six of 120. */
export const CLASS_SHARE = 0.05

export interface Waiter {
  readonly id: string
  readonly rank: number
  readonly tenant: string
  /** Whoever asks once only takes what is to spare: its class's share is for those who wait. */
  readonly waits: boolean
}

/**
 * Who goes before whom, given those who wait in the order of their arrival. First those whose class has not had its share of
 * the window, then the others; in both by priority; within a class the tenant that had fewer permits; then by arrival.
 */
export function lineUp(waiters: readonly Waiter[], log: GrantLog, shareOf: (rank: number) => number): readonly Waiter[] {
  const turns = new Map<string, number>()
  const byClass = waiters.map((waiter, arrival) => {
    const name = `${waiter.rank}:${waiter.tenant}`
    const turn = turns.get(name) ?? log.ofTenant(waiter.tenant)
    turns.set(name, turn + 1)
    return { waiter, turn, arrival }
  })
  byClass.sort((one, other) => one.waiter.rank - other.waiter.rank || one.turn - other.turn || one.arrival - other.arrival)

  const taken = new Map<number, number>()
  const first: Waiter[] = []
  const rest: Waiter[] = []
  for (const { waiter } of byClass) {
    const had = taken.get(waiter.rank) ?? log.ofClass(waiter.rank)
    const inShare = had < shareOf(waiter.rank) && (waiter.waits || waiter.rank === 0)
    if (inShare) taken.set(waiter.rank, had + 1)
    ;(inShare ? first : rest).push(waiter)
  }
  return [...first, ...rest]
}
