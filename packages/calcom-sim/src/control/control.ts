import { listBookings } from '../bookings/list.ts'
import { renderBooking } from '../bookings/render.ts'
import { FAULT_KINDS, type Fault, type FaultSpec } from '../http/faults.ts'
import type { Entry } from '../http/journal.ts'
import type { LatencyOption } from '../http/latency.ts'
import type { Sim } from '../sim.ts'
import type { Delivery } from '../webhooks/delivery.ts'
import type { DeliveryPolicy, WebhookSettings } from '../webhooks/settings.ts'
import { describeWorld } from '../world/snapshot.ts'
import type { BuiltWorld, WorldSpec } from '../world/spec.ts'
import type { RateLimit } from '../world/types.ts'
import { Customer } from './customer.ts'

export interface ClockChange {
  readonly now?: string
  readonly advanceMs?: number
  readonly offsetMs?: number
  readonly frozen?: boolean
}

export interface JournalFilter {
  readonly since?: string
  readonly path?: string
  readonly user?: string
  readonly method?: string
}

/** Everything that can be asked of a simulator besides Cal.com's own API; `/_sim` is this over HTTP. */
export class SimControl {
  readonly customer: Customer
  readonly #sim: Sim

  constructor(sim: Sim) {
    this.#sim = sim
    this.customer = new Customer(sim)
  }

  /** Empties the world and all memory; the same seed begins the same sequence of ids and chance. */
  reset(seed?: number): void {
    this.#sim.reset(seed)
  }

  /** Adds to the world and gives ids and keys. Throws an Error that names what is wrong. */
  createWorld(spec: WorldSpec): BuiltWorld {
    return this.#sim.build(spec)
  }

  /** Ids and keys of all that is there. */
  describeWorld(): BuiltWorld {
    return describeWorld(this.#sim.world)
  }

  /** All webhooks go to another address from now on: a receiver that came back elsewhere. */
  moveWebhooks(subscriberUrl: string): void {
    for (const webhook of this.#sim.world.webhooks.values()) webhook.subscriberUrl = subscriberUrl
  }

  journal(filter: JournalFilter = {}): Entry[] {
    const { since, ...rest } = filter
    return this.#sim.journal.find({ ...rest, ...(since === undefined ? {} : { sinceMs: timeOf(since) }) })
  }

  /** Requests by user. */
  journalCounts(filter: JournalFilter = {}): Record<string, number> {
    return this.#sim.journal.counts(this.journal(filter))
  }

  clearJournal(): void {
    this.#sim.journal.clear()
  }

  addFault(spec: FaultSpec): Fault {
    if (!FAULT_KINDS.includes(spec.kind)) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}`)
    return this.#sim.faults.add(spec)
  }

  faults(): readonly Fault[] {
    return this.#sim.faults.list()
  }

  clearFaults(id?: number): void {
    if (id === undefined) this.#sim.faults.clear()
    else this.#sim.faults.remove(id)
  }

  /** Every request to the API dies: its connection is reset, or it gets a 503. */
  down(mode: 'reset' | '503' = 'reset'): void {
    this.#sim.down = mode
  }

  up(): void {
    this.#sim.down = null
  }

  /** Changes the time and gives it, ISO 8601. Advancing also ages windows, blocks and caches. */
  clock(change: ClockChange = {}): string {
    const { clock } = this.#sim
    // First, so that no moment passes between standing still and being set.
    if (change.frozen !== undefined) clock.freeze(change.frozen)
    if (change.now !== undefined) clock.set(timeOf(change.now))
    if (change.offsetMs !== undefined) clock.offset(change.offsetMs)
    if (change.advanceMs !== undefined) clock.advance(change.advanceMs)
    return new Date(clock.now()).toISOString()
  }

  /** The next so many writes wait for each other between their checks and their writes: a sure race. */
  race(parties: number, timeoutMs = 5000): void {
    this.#sim.gap.arm(parties, timeoutMs)
  }

  latency(option: LatencyOption): void {
    this.#sim.latency.option = option
  }

  /** The limit of one user's keys, or of all that have none of their own. Counts begin anew. */
  rateLimit(limit: Partial<RateLimit>, username?: string): void {
    const { world } = this.#sim
    if (username === undefined) this.#sim.rateLimit = { ...this.#sim.rateLimit, ...limit }
    const user = username === undefined ? undefined : world.userByName(username)
    if (username !== undefined && !user) throw new Error(`unknown user ${username}`)
    for (const [text, key] of world.keys) {
      if (user && key.userId === user.id)
        world.keys.set(text, { ...key, rateLimit: { ...this.#sim.rateLimit, ...key.rateLimit, ...limit } })
    }
    this.#sim.limiter.clear()
  }

  /** All bookings, or one user's, by start: the truth to compare with. */
  bookings(username?: string): Record<string, unknown>[] {
    const { world, clock } = this.#sim
    const user = username === undefined ? undefined : world.userByName(username)
    if (username !== undefined && !user) throw new Error(`unknown user ${username}`)
    const all = { take: Number.MAX_SAFE_INTEGER, skip: 0, statuses: [], uncounted: [] }
    const bookings = user
      ? listBookings(world, user.id, all, clock.now()).bookings
      : [...world.bookings.values()].sort((a, b) => a.startMs - b.startMs || a.id - b.id)
    return bookings.map((booking) => renderBooking(world, booking))
  }

  deliveries(filter: { trigger?: string; uid?: string; since?: string } = {}): readonly Delivery[] {
    const sinceMs = filter.since === undefined ? 0 : timeOf(filter.since)
    return this.#sim.webhooks
      .deliveries()
      .filter(
        (one) =>
          one.createdAtMs >= sinceMs &&
          (filter.trigger === undefined || one.trigger === filter.trigger) &&
          (filter.uid === undefined || one.bookingUid === filter.uid),
      )
  }

  /** Sends the same bytes again. Gives how many were sent. */
  redeliver(ids: readonly number[] | 'all', times = 1, order: 'same' | 'reversed' | 'shuffled' = 'same'): Promise<number> {
    return this.#sim.webhooks.redeliver(ids, times, order)
  }

  deliveryPolicy(policy: Partial<DeliveryPolicy>): DeliveryPolicy {
    const { courier } = this.#sim.webhooks
    courier.policy = { ...courier.policy, ...policy }
    return courier.policy
  }

  webhookSettings(settings: Partial<WebhookSettings>): WebhookSettings {
    const { courier } = this.#sim.webhooks
    courier.settings = { ...courier.settings, ...settings }
    return courier.settings
  }

  /** Sends what is held back for reordering, and resolves when nothing is on its way. */
  async settleDeliveries(): Promise<void> {
    await this.#sim.webhooks.courier.flush()
    await this.#sim.webhooks.courier.idle()
  }

  /** One run of Cal.com's minute cron: meetings that began or ended, and the webhook tasks of generation 2. */
  async cron(): Promise<{ meetings: number; tasks: number }> {
    const meetings = await this.#sim.meetings.run()
    return { meetings, tasks: await this.#sim.webhooks.courier.runTasks() }
  }

  stats(): Record<string, unknown> {
    const { world, seed, clock, down } = this.#sim
    const { users, eventTypes, bookings, webhooks } = world
    const now = new Date(clock.now()).toISOString()
    return {
      status: 'ok',
      seed,
      now,
      down,
      users: users.size,
      eventTypes: eventTypes.size,
      bookings: bookings.size,
      webhooks: webhooks.size,
    }
  }
}

/** Epoch milliseconds or ISO 8601. */
function timeOf(value: string | number): number {
  const ms = /^\d+$/.test(String(value)) ? Number(value) : Date.parse(String(value))
  if (Number.isNaN(ms)) throw new Error(`not a time: ${value}`)
  return ms
}
