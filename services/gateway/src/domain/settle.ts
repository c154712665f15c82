import { isDeepStrictEqual } from 'node:util'

export interface Settled<T> {
  /** All that stand afterwards, those not mentioned included. */
  readonly all: readonly T[]
  readonly changed: boolean
}

export interface Settling<T> {
  readonly standing: readonly T[]
  readonly wanted: readonly T[]
  /** The one that stands for `wanted`, of all that stand by then. */
  find(wanted: T, all: readonly T[]): T | undefined
  /** What shall stand: `wanted` with its references resolved and its blanks filled. */
  complete(wanted: T, before: T | undefined, all: readonly T[], index: number): T
  /** Writes it; gives it with its id. */
  save(next: T, before: T | undefined): Promise<T>
}

/** Brings about what is wanted, one by one, and writes only what differs. What is not mentioned is left alone. */
export async function settle<T>({ standing, wanted, find, complete, save }: Settling<T>): Promise<Settled<T>> {
  const all = [...standing]
  let changed = false
  for (const [index, one] of wanted.entries()) {
    const before = find(one, all)
    const next = complete(one, before, all, index)
    if (before && isDeepStrictEqual(before, next)) continue
    changed = true
    const saved = await save(next, before)
    if (before) all[all.indexOf(before)] = saved
    else all.push(saved)
  }
  return { all, changed }
}
