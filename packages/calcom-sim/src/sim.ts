import { Gap } from './bookings/gap.ts'
import { Meetings } from './bookings/meetings.ts'
import { SimClock } from './clock.ts'
import { Faults } from './http/faults.ts'
import { Journal } from './http/journal.ts'
import { Latency } from './http/latency.ts'
import { RateLimiter } from './http/rate-limiter.ts'
import type { ResolvedOptions } from './options.ts'
import { Random } from './random.ts'
import { SlotCache } from './slots/slot-cache.ts'
import { DEFAULT_WEBHOOK_SETTINGS, NO_TROUBLE } from './webhooks/settings.ts'
import { Webhooks } from './webhooks/webhooks.ts'
import { WorldBuilder } from './world/build.ts'
import type { BuiltWorld, WorldSpec } from './world/spec.ts'
import type { RateLimit } from './world/types.ts'
import { World } from './world/world.ts'

/** One Cal.com: its world, its time, its chance and its moods. Everything that handlers need. */
export class Sim {
  readonly options: ResolvedOptions
  readonly clock = new SimClock()
  readonly journal = new Journal()
  readonly faults: Faults
  readonly latency: Latency
  readonly limiter: RateLimiter
  readonly slotCache: SlotCache
  readonly webhooks: Webhooks
  readonly meetings: Meetings
  /** Makes ids and nothing else, so that they do not depend on how often chance was asked. */
  readonly random = new Random(0)
  readonly dice = new Random(0)
  readonly gap = new Gap(this.dice)
  world = new World()
  seed: number
  /** Of keys without a limit of their own, and of callers without a key. */
  rateLimit: RateLimit
  down: 'reset' | '503' | null = null

  constructor(options: ResolvedOptions) {
    this.options = options
    this.seed = options.seed
    this.rateLimit = options.rateLimit
    this.faults = new Faults(this.dice)
    this.latency = new Latency(options.latency, new Random(options.seed + 2))
    this.limiter = new RateLimiter(() => this.clock.elapsed())
    this.slotCache = new SlotCache(() => this.clock.elapsed(), options.slotCacheMs)
    this.webhooks = new Webhooks(this)
    this.meetings = new Meetings(() => this)
    this.reset(options.seed)
    this.build(options.world)
  }

  /** Adds to the world. Throws an Error that says what is wrong with the spec. */
  build(spec: WorldSpec): BuiltWorld {
    return new WorldBuilder(this.world, this.random, this.options.rateLimit).add(spec)
  }

  /** An empty world, no faults, no memory, chance from the start; time as configured. */
  reset(seed = this.seed): void {
    this.seed = seed
    this.random.reseed(seed)
    this.dice.reseed(seed + 1)
    this.world = new World()
    this.journal.clear()
    this.faults.clear()
    this.limiter.clear()
    this.slotCache.clear()
    this.webhooks.clear()
    this.webhooks.courier.settings = { ...DEFAULT_WEBHOOK_SETTINGS, ...this.options.webhooks }
    this.webhooks.courier.policy = NO_TROUBLE
    this.meetings.clear()
    this.down = null
    this.rateLimit = this.options.rateLimit
    this.clock.reset()
    if (this.options.now) this.clock.set(Date.parse(this.options.now))
  }
}
