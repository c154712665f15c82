import { LRUCache } from 'lru-cache'
import type { CachedDay } from './cached-day.ts'
import { InvalidationLog } from './invalidation-log.ts'
import type { SlotUnit } from './slot-unit.ts'
import type { EpochDay } from './utc-day.ts'

/** News of a change, as the scripts that write claims and versions publish it. */
export interface Invalidation {
  readonly tenant: string
  /** [resource, day]: claims there changed; what Cal.com listed is still true. */
  readonly claims: readonly (readonly [string, EpochDay])[]
  /** [resource, day]: what Cal.com listed is no longer true. */
  readonly versions: readonly (readonly [string, EpochDay])[]
  /** The tenant's claims were rebuilt. */
  readonly rebuilt: boolean
}

interface Kept {
  readonly cached: CachedDay
  /** Of the subscription under which it was put here. */
  readonly session: number
  readonly places: readonly string[]
  /** False: only good as a stale answer. */
  current: boolean
}

export interface FirstLevelOptions {
  readonly maxBytes: number
  /** False while news of changes may be lost: nothing is current then. */
  readonly trusted: () => boolean
}

/** No session of the subscription. */
const UNTRUSTED = -1

/** Memory of one process, bounded in bytes. True for as long as the news of changes comes in. */
export class FirstLevel {
  readonly #kept: LRUCache<string, Kept>
  readonly #keysByPlace = new Map<string, Set<string>>()
  readonly #log = new InvalidationLog()
  readonly #trusted: () => boolean
  #session = 0

  constructor({ maxBytes, trusted }: FirstLevelOptions) {
    this.#trusted = trusted
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ cached }) => cached.sizeBytes,
      dispose: (kept, key) => this.#forget(key, kept),
    })
  }

  /** A day that nothing is known against; its age is for the caller to judge. */
  current(unit: SlotUnit, day: EpochDay): CachedDay | undefined {
    const kept = this.#kept.get(keyOf(unit, day))
    return kept?.current && kept.session === this.#session && this.#trusted() ? kept.cached : undefined
  }

  /** Whatever is there, for the case that nothing better can be had. */
  any(unit: SlotUnit, day: EpochDay): CachedDay | undefined {
    return this.#kept.get(keyOf(unit, day))?.cached
  }

  /** To be taken before the read whose answer is then `put`: what is read while news may be lost never becomes current. */
  mark(): { readonly sequence: number; readonly session: number } {
    return { sequence: this.#log.mark(), session: this.#trusted() ? this.#session : UNTRUSTED }
  }

  /** Keeps the day; as current only if it is so now and no change of it was heard of since the mark. */
  put(cached: CachedDay, mark: { readonly sequence: number; readonly session: number }, isCurrent: boolean): void {
    const { unit, day } = cached
    const places = placesThatMatter(unit, day)
    const current = isCurrent && mark.session === this.#session && this.#log.unchangedSince(mark.sequence, places)
    const key = keyOf(unit, day)
    const known = this.#kept.peek(key)
    if (!current && known?.current && known.session === this.#session) return
    this.#kept.set(key, { cached, session: this.#session, places, current })
    if (!this.#kept.has(key)) return
    for (const place of places) {
      const keys = this.#keysByPlace.get(place) ?? new Set()
      this.#keysByPlace.set(place, keys.add(key))
    }
  }

  invalidate({ tenant, claims, versions, rebuilt }: Invalidation): void {
    const places = [...claims.map(([resource, day]) => claimsAt(tenant, resource, day))]
    places.push(...versions.map(([resource, day]) => versionAt(tenant, resource, day)))
    if (rebuilt) places.push(everything(tenant))
    for (const place of places) this.#outdate(place)
  }

  /** The subscription broke: changes may have been missed, so nothing kept before is current any more. */
  distrust(): void {
    this.#session++
  }

  get sizeBytes(): number {
    return this.#kept.calculatedSize
  }

  /** Places by which what is kept can be found: grows and shrinks with it. */
  get placesKept(): number {
    return this.#keysByPlace.size
  }

  #outdate(place: string): void {
    this.#log.note(place)
    for (const key of this.#keysByPlace.get(place) ?? []) {
      const kept = this.#kept.peek(key)
      if (kept) kept.current = false
    }
  }

  #forget(key: string, { places }: Kept): void {
    for (const place of places) {
      const keys = this.#keysByPlace.get(place)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysByPlace.delete(place)
    }
  }
}

const keyOf = (unit: SlotUnit, day: EpochDay): string => `${day}|${unit.viewKey}`

const claimsAt = (tenant: string, resource: string, day: EpochDay): string => `c|${tenant}|${day}|${resource}`
const versionAt = (tenant: string, resource: string, day: EpochDay): string => `v|${tenant}|${day}|${resource}`
const everything = (tenant: string): string => `*|${tenant}`

/** A slot or a claim may reach over midnight, so the claims of the days beside count as well. */
const placesThatMatter = ({ tenant, resources }: SlotUnit, day: EpochDay): string[] => [
  everything(tenant),
  ...resources.map((resource) => versionAt(tenant, resource, day)),
  ...resources.flatMap((resource) => [day - 1, day, day + 1].map((near) => claimsAt(tenant, resource, near))),
]
