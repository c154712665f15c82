import type { Bench } from './bench.ts'
import { cachedLookUp } from './p1-cached-look-up.ts'
import { coldStampede } from './p2-cold-stampede.ts'
import { voice } from './p3-voice.ts'
import { budget } from './p4-budget.ts'
import { invalidation } from './p5-invalidation.ts'
import { booking } from './p6-booking.ts'
import { webhook } from './p7-webhook.ts'
import { start } from './p8-start.ts'
import { manyTenants } from './p9-many-tenants.ts'

/** In the order in which they run. */
export const BENCHES: readonly Bench[] = [cachedLookUp, coldStampede, voice, budget, invalidation, booking, webhook, start, manyTenants]
