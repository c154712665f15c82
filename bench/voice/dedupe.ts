import { createCache } from 'async-cache-dedupe'
import pThrottle from 'p-throttle'
import { machineMs } from '../clock.ts'
import type { Agent, Heard } from './agent.ts'
import { ALTERNATIVE_DAYS, type Cal, inTime } from './direct.ts'
import { type Key, SERVICES } from './keys.ts'

interface Wanted {
  readonly key: Key
  readonly days: number
}

// The operator's own time to live.
const TTL_S = 300
const CALLS_PER_MINUTE = 120

/**
 * What one builds from libraries in one process: async-cache-dedupe in memory, a booking invalidating its host's entries by reference,
 * and every call to Cal.com through p-throttle (strict), one for each key.
 */
export function dedupeAgent(cal: Cal): Agent {
  const throttles = Array.from({ length: SERVICES }, () => {
    const throttle = pThrottle({ limit: CALLS_PER_MINUTE, interval: 60_000, strict: true })
    return throttle(<T>(call: () => Promise<T>) => call())
  })
  const throttled = <T>(service: number, call: () => Promise<T>): Promise<T> => throttles[service]!(call) as Promise<T>
  const host = (service: number): string => `host~${service}`
  const cache = createCache({ ttl: TTL_S, storage: { type: 'memory', options: { invalidation: true } } }).define(
    'slots',
    { references: ({ key }: Wanted) => [host(key.service)] },
    async ({ key, days }: Wanted) => {
      const starts = await throttled(key.service, () => cal.starts(key, days))
      return { starts, loadedMs: machineMs() }
    },
  )
  const read = async (key: Key, days: number): Promise<Heard> => {
    const askedMs = machineMs()
    const { starts, loadedMs } = await inTime(cache.slots({ key, days }))
    return { offers: starts.map((startMs) => ({ service: key.service, startMs })), waited: loadedMs > askedMs, stale: false }
  }
  return {
    lookUp: (key) => read(key, 1),
    alternatives: (key) => read(key, ALTERNATIVE_DAYS),
    async book(offer) {
      const booked = await throttled(offer.service, () => cal.book(offer))
      await cache.invalidateAll(host(offer.service))
      return booked
    },
  }
}
