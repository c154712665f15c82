import type { Bench } from './bench.ts'
import { cachedLookUp } from './p1-cached-look-up.ts'

/** In the order in which they run. */
export const BENCHES: readonly Bench[] = [cachedLookUp]
