import { type FactPlace, type FactStore, factId, type StoredFact } from '../application/fact-store.ts'
import type { LoadFailure } from '../application/slot-store.ts'
import { COMPLETE_FACT, LEASE_FACT, READ_FACT } from './fact-scripts.ts'
import { channels, keys } from './keys.ts'
import { END_LEASES } from './lease-days.ts'
import type { Connection } from './script.ts'
import type { LoadMessage } from './slot-store.ts'

const FORMAT = 1

export interface FactStoreOptions {
  readonly connection: Connection
  /** At least as long as the call may take: a lease is not renewed. */
  readonly leaseMs: number
  /** How long a fact is kept after its time, for when nothing better can be had. */
  readonly staleMs: number
  readonly onCorrupt?: () => void
}

export function redisFactStore({ connection, leaseMs, staleMs, onCorrupt }: FactStoreOptions): FactStore {
  return {
    async read(place) {
      const [nowMs, text] = (await READ_FACT.run(connection, [keys.fact(place)], [])) as [number, string]
      const fact = text === '' ? undefined : decode(text)
      if (text !== '' && !fact) onCorrupt?.()
      return { nowMs, fact, stamp: text.split('\n', 1)[0]! }
    },

    async lease(place, stamp) {
      const [nowMs, token, otherMs] = (await LEASE_FACT.run(
        connection,
        [keys.fact(place), keys.factLease(place), keys.counter(place.tenant)],
        [stamp, leaseMs],
      )) as [number, string, number]
      return token === '' ? { token: undefined, otherMs } : { token, nowMs }
    },

    async complete(place, token, fact) {
      const keepMs = Math.max(1, Math.ceil(fact.expiresAtMs - fact.askedAtMs + staleMs))
      const value = `${token}\n${JSON.stringify([FORMAT, fact.askedAtMs, fact.expiresAtMs, fact.value])}`
      await COMPLETE_FACT.run(connection, [keys.fact(place), keys.factLease(place)], [token, value, keepMs, channels.loads, newsOf(place)])
    },

    async abandon(place, token, failure) {
      await END_LEASES.run(connection, [keys.factLease(place)], [token, channels.loads, newsOf(place, failure)])
    },
  }
}

const newsOf = (place: FactPlace, failure?: LoadFailure): string =>
  JSON.stringify({ ids: [factId(place)], ...(failure && { failure }) } satisfies LoadMessage)

/** Undefined for what is not a fact of this format: a miss, not an error. */
function decode(text: string): StoredFact | undefined {
  try {
    const parsed: unknown = JSON.parse(text.slice(text.indexOf('\n') + 1))
    if (!Array.isArray(parsed) || parsed[0] !== FORMAT) return undefined
    const [, askedAtMs, expiresAtMs, value] = parsed
    return Number.isFinite(askedAtMs) && Number.isFinite(expiresAtMs) ? { value, askedAtMs, expiresAtMs } : undefined
  } catch {
    return undefined
  }
}
