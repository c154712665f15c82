import { Freshness } from '@calbridge/contracts'
import type { Query } from '../application/query.ts'
import { wrong } from './wrong-field.ts'

const FRESHNESS: Readonly<Record<number, Query['freshness']>> = {
  [Freshness.FRESHNESS_UNSPECIFIED]: 'cached',
  [Freshness.FRESHNESS_CACHE_ONLY]: 'cache_only',
  [Freshness.FRESHNESS_MAX_AGE]: 'max_age',
  [Freshness.FRESHNESS_FRESH]: 'fresh',
}

/** How old an answer the caller accepts. Throws `invalid_argument` with the field. */
export function parseFreshness(request: {
  readonly freshness: Freshness
  readonly maxAgeMs: number
}): Pick<Query, 'freshness' | 'maxAgeMs'> {
  const { maxAgeMs } = request
  const freshness = FRESHNESS[request.freshness]
  if (freshness === undefined) throw wrong('freshness', 'is not known')
  if (freshness === 'max_age' && maxAgeMs <= 0) throw wrong('max_age_ms', 'must be positive')
  return { freshness, maxAgeMs }
}
