import type { BudgetLimits } from '../../budget.ts'
import { densest } from '../densest.ts'

/** What happened in a schedule, on the true time that none of its processes knows. */
export interface Journal {
  readonly grantedMs: number[]
  readonly sentMs: number[]
  readonly arrivedMs: number[]
  /** Of those that every process can know of: a flush, or a process cut off, ends that. */
  readonly blocks: { readonly fromMs: number; readonly toldUntilMs: number; readonly probeMs: number }[]
  eraOfBlocks: number
}

export const newJournal = (): Journal => ({ grantedMs: [], sentMs: [], arrivedMs: [], blocks: [], eraOfBlocks: 0 })

export function forgetBlocks(journal: Journal): void {
  journal.blocks.length = 0
  journal.eraOfBlocks++
}

const inOrder = (ms: readonly number[]): readonly number[] => [...ms].sort((one, other) => one - other)

/** What must never be, and was. */
export function violations({ grantedMs, sentMs, arrivedMs, blocks }: Journal, { windowCap, burstCap }: BudgetLimits): readonly string[] {
  const found: string[] = []
  const atMost = (what: string, count: number, most: number): void => {
    if (count > most) found.push(`${what}: ${count}, at most ${most}`)
  }
  const [sent, arrived] = [inOrder(sentMs), inOrder(arrivedMs)]
  atMost('sent in some 60 s', densest(sent, 60_000), windowCap)
  atMost('arrived in some 60 s', densest(arrived, 60_000), windowCap)
  atMost('arrived in a window of Cal.com', fullestFixedWindow(arrived, 60_000), windowCap)
  atMost('sent in some second', densest(sent, 1_000), burstCap)
  atMost('arrived in some second', densest(arrived, 1_000), burstCap)
  for (const [index, { fromMs, toldUntilMs, probeMs }] of blocks.entries()) {
    const between = (endMs: number): number => grantedMs.filter((ms) => ms > fromMs && ms < endMs).length
    atMost('granted while blocked', between(toldUntilMs), 0)
    // Nobody reports here what the probe heard, so half a block later, or after the next 429, another one may go.
    const nextMs = blocks[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY
    atMost('granted before the probe was heard', between(Math.min(toldUntilMs + probeMs, nextMs)), 1)
  }
  return found
}

/** As Cal.com counts: a window begins with the first hit after the last one's end. */
function fullestFixedWindow(hitsMs: readonly number[], windowMs: number): number {
  let most = 0
  let beganMs = Number.NEGATIVE_INFINITY
  let count = 0
  for (const hitMs of hitsMs) {
    if (hitMs >= beganMs + windowMs) {
      beganMs = hitMs
      count = 0
    }
    most = Math.max(most, ++count)
  }
  return most
}
