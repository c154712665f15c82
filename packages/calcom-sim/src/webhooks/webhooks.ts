import { iso } from '../clock.ts'
import type { Sim } from '../sim.ts'
import type { Booking, Webhook } from '../world/types.ts'
import { Courier } from './courier.ts'
import { type Delivery, deliveryOf } from './delivery.ts'
import { meetingRow } from './meeting-row.ts'
import type { PayloadContext } from './payload-parts.ts'
import { payloadOf } from './payloads.ts'
import type { Occasion, SentTrigger } from './triggers.ts'

const KEPT = 50_000

/** Who hears of what, what was sent, and the sending. */
export class Webhooks {
  readonly courier: Courier
  readonly #sim: Sim
  #deliveries: Delivery[] = []
  #sent = 0

  constructor(sim: Sim) {
    this.#sim = sim
    this.courier = new Courier(sim.clock, sim.dice, () => sim.world)
  }

  /** Tells every subscription that matches. In generation 1 it resolves when all have been tried. */
  async emit(trigger: SentTrigger, booking: Booking, occasion: Occasion = {}): Promise<void> {
    const webhooks = this.#subscribed(trigger, booking)
    if (webhooks.length === 0) return
    const payload = payloadOf(trigger, this.#context(booking), occasion)
    const nowMs = this.#sim.clock.now()
    const deliveries = webhooks.map((webhook, i) => {
      // Each subscription's message is made on its own, and so differs by its time of making.
      const createdAt = iso(nowMs + i)
      const message = occasion.row ? { triggerEvent: trigger, ...payload } : { triggerEvent: trigger, createdAt, payload }
      return deliveryOf(++this.#sent, webhook, trigger, booking.uid, JSON.stringify(message), nowMs)
    })
    this.#deliveries.push(...deliveries)
    if (this.#deliveries.length > KEPT) this.#deliveries.splice(0, this.#deliveries.length - KEPT)
    await this.courier.dispatch(deliveries)
  }

  meetingRow(booking: Booking): Record<string, unknown> {
    return meetingRow(this.#context(booking))
  }

  deliveries(): readonly Delivery[] {
    return this.#deliveries
  }

  clear(): void {
    this.#deliveries = []
  }

  /** Sends the same bytes and the same signature again, as a replay would. */
  async redeliver(ids: readonly number[] | 'all', times: number, order: 'same' | 'reversed' | 'shuffled'): Promise<number> {
    const chosen = this.#deliveries.filter((delivery) => ids === 'all' || ids.includes(delivery.id))
    const repeated = Array.from({ length: times }, () => chosen).flat()
    const queue = order === 'same' ? repeated : order === 'reversed' ? repeated.toReversed() : this.#sim.dice.shuffled(repeated)
    for (const delivery of queue) await this.courier.post(delivery)
    return queue.length
  }

  #subscribed(trigger: SentTrigger, booking: Booking): Webhook[] {
    const { world } = this.#sim
    const { teamId } = world.eventType(booking.eventTypeId)
    const matches = (webhook: Webhook) =>
      webhook.active &&
      webhook.triggers.includes(trigger) &&
      (webhook.userId === booking.userId || webhook.eventTypeId === booking.eventTypeId || (teamId !== null && webhook.teamId === teamId))
    return [...world.webhooks.values()].filter(matches)
  }

  #context(booking: Booking): PayloadContext {
    const { world, options, random } = this.#sim
    return {
      world,
      booking,
      eventType: world.eventType(booking.eventTypeId),
      organizer: world.user(booking.userId),
      bookerUrl: options.bookerUrl,
      newUuid: () => random.uuid(),
    }
  }
}
