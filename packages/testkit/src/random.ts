import type { Ids } from '@calbridge/core'

/** Numbers from 0 to 1, without 1; the same seed gives the same ones (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** UUIDs of version 7 that count up from 1; another `series` never meets them. */
export function testIds(series = 0): Ids {
  let count = 0
  const head = series.toString(16).padStart(8, '0')
  return { next: () => `${head}-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}` }
}
