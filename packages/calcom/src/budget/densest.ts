/** The most events that any half-open span of so many milliseconds holds; the events in order of time. */
export function densest(eventsMs: readonly number[], spanMs: number): number {
  let most = 0
  let from = 0
  eventsMs.forEach((ms, index) => {
    while ((eventsMs[from] ?? ms) <= ms - spanMs) from++
    most = Math.max(most, index - from + 1)
  })
  return most
}
