import type { Bench } from './bench.ts'
import { cachedLookUp } from './p1-cached-look-up.ts'
import { coldStampede } from './p2-cold-stampede.ts'

/** In the order in which they run. */
export const BENCHES: readonly Bench[] = [cachedLookUp, coldStampede]
