/** Position of the first of ascending times that does not lie before `ms`; their count when all do. Binary search. */
export function firstNotBefore(ascendingMs: Float64Array, ms: number): number {
  let low = 0
  let high = ascendingMs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascendingMs[middle]! < ms) low = middle + 1
    else high = middle
  }
  return low
}
