import type { Clock } from '@calbridge/core'

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** A clock that only a test moves. */
export function manualClock(startMs = 1_000_000): Clock & { advance(ms: number): Promise<void> } {
  let nowMs = startMs
  const sleepers = new Set<Sleeper>()
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper = { atMs: nowMs + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => sleepers.delete(sleeper) && reject(signal.reason), { once: true })
      }),
    advance: async (ms) => {
      const endMs = nowMs + ms
      await settle()
      for (;;) {
        const [next] = [...sleepers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)
        if (!next) break
        nowMs = Math.max(nowMs, next.atMs)
        sleepers.delete(next)
        next.wake()
        await settle()
      }
      nowMs = endMs
      await settle()
    },
  }
}
