import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until there is an answer; throws naming what was waited for. Gives the answer and how long it took. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<{ value: T; afterMs: number }> {
  const begun = performance.now()
  for (;;) {
    const value = await probe()
    const afterMs = performance.now() - begun
    if (value !== undefined && value !== false) return { value, afterMs }
    if (afterMs > timeoutMs) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await sleep(5)
  }
}

export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

export const ms = (value: number): string => (value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`)
