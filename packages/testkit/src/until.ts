import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 10
const LATE = Symbol('late')

/**
 * Polls `probe` until it gives something truthy, and gives that. A probe that throws says "not yet".
 * After `timeoutMs` it throws and names `what` it waited for, with the probe's last error as the cause.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, undefined | null | false | 0 | ''>> {
  const deadline = performance.now() + timeoutMs
  const time = AbortSignal.timeout(timeoutMs)
  const late = new Promise<typeof LATE>((resolve) => time.addEventListener('abort', () => resolve(LATE), { once: true }))
  let cause: unknown
  do {
    try {
      const value = await Promise.race([probe(), late])
      if (value === LATE) break
      if (value) return value as Exclude<T, undefined | null | false | 0 | ''>
      cause = undefined
    } catch (error) {
      cause = error
    }
    await sleep(POLL_MS)
  } while (performance.now() < deadline)
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause })
}
