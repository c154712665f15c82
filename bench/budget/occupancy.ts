/** How full the last `windowMs` were, of `cap`, on average over the time after the first window; samples a hundredth of it apart. */
export function occupancy(sentMs: readonly number[], windowMs: number, cap: number): number {
  const [first = 0] = sentMs
  const last = sentMs.at(-1) ?? 0
  let sum = 0
  let samples = 0
  for (let atMs = first + windowMs; atMs <= last; atMs += windowMs / 100) {
    sum += sentMs.filter((ms) => ms > atMs - windowMs && ms <= atMs).length
    samples++
  }
  return samples === 0 ? 0 : sum / samples / cap
}
