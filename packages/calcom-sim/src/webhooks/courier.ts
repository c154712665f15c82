import { type SimClock, sleep } from '../clock.ts'
import type { Random } from '../random.ts'
import type { World } from '../world/world.ts'
import { type Attempt, attempt, type Delivery } from './delivery.ts'
import { DEFAULT_WEBHOOK_SETTINGS, type DeliveryPolicy, NO_TROUBLE, type WebhookSettings } from './settings.ts'

const RETRIED = [408, 429, 500, 502, 503, 504]
const REORDER_FLUSH_MS = 1000

/** Brings deliveries to their subscribers, in the manner of one generation and with the trouble asked for. */
export class Courier {
  settings: WebhookSettings = DEFAULT_WEBHOOK_SETTINGS
  policy: DeliveryPolicy = NO_TROUBLE
  readonly #clock: SimClock
  readonly #random: Random
  readonly #world: () => World
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<unknown>>()
  #held: Delivery[] = []
  #tasks: { delivery: Delivery; left: number }[] = []

  constructor(clock: SimClock, random: Random, world: () => World) {
    this.#clock = clock
    this.#random = random
    this.#world = world
  }

  /** Resolves when the request may go on: after delivery in generation 1, at once in the others. */
  async dispatch(deliveries: readonly Delivery[]): Promise<void> {
    const { generation, rerunProbability } = this.settings
    const through = deliveries.filter((delivery) => !this.#lost(delivery))
    if (generation === 1) return this.#inRequest(through)
    if (generation === 2) {
      this.#tasks.push(...through.map((delivery) => ({ delivery, left: 3 })))
      return
    }
    const runs = this.#random.chance(rerunProbability) ? 2 : 1
    this.#background(async () => {
      for (let run = 0; run < runs; run++) await Promise.all(through.map((delivery) => this.#withRetries(delivery)))
    })
  }

  async #inRequest(deliveries: readonly Delivery[]): Promise<void> {
    const { delayMs, duplicate, reorder } = this.policy
    if (reorder > 0) {
      this.#hold(deliveries, reorder)
      return
    }
    const send = async () => {
      await Promise.all(deliveries.map((delivery) => this.post(delivery)))
      const twice = deliveries.filter(() => this.#random.chance(duplicate))
      if (twice.length > 0) this.#background(() => Promise.all(twice.map((delivery) => this.post(delivery))))
    }
    if (delayMs === 0) return send()
    this.#background(async () => {
      await sleep(delayMs)
      await send()
    })
  }

  #lost(delivery: Delivery): boolean {
    if (!this.#random.chance(this.policy.lose)) return false
    delivery.state = 'lost'
    return true
  }

  #hold(deliveries: readonly Delivery[], size: number): void {
    if (this.#held.length === 0) setTimeout(() => void this.flush(), REORDER_FLUSH_MS).unref()
    this.#held.push(...deliveries)
    if (this.#held.length >= size) void this.flush()
  }

  /** Sends what is held for reordering, one after the other in a random order. */
  flush(): Promise<void> {
    const batch = this.#random.shuffled(this.#held)
    this.#held = []
    return this.#background(async () => {
      for (const delivery of batch) await this.post(delivery)
    })
  }

  /** The cron of generation 2: only a network error brings a task back, a 500 counts as delivered. */
  async runTasks(): Promise<number> {
    const tasks = this.#tasks
    this.#tasks = []
    await Promise.all(
      tasks.map(async (task) => {
        const { error } = await this.post(task.delivery)
        if (error !== null && task.left > 1) this.#tasks.push({ ...task, left: task.left - 1 })
      }),
    )
    return tasks.length
  }

  async #withRetries(delivery: Delivery): Promise<void> {
    const { retries, retryMinMs, retryMaxMs, retryFactor } = this.settings
    for (let retry = 0; ; retry++) {
      const { status, error } = await this.post(delivery)
      if (status === 410) {
        const webhook = this.#world().webhooks.get(delivery.webhookId)
        if (webhook) webhook.active = false
      }
      if ((error === null && !RETRIED.includes(status ?? 0)) || retry >= retries || this.#abort.signal.aborted) return
      await sleep(Math.min(retryMaxMs, retryMinMs * retryFactor ** retry * (1 + this.#random.next())))
    }
  }

  post(delivery: Delivery): Promise<Attempt> {
    const posting = attempt(delivery, this.#clock.now(), this.settings.timeoutMs, this.#abort.signal)
    return this.#background(() => posting)
  }

  #background<T>(work: () => Promise<T>): Promise<T> {
    const running = work()
    this.#running.add(running)
    running.finally(() => this.#running.delete(running))
    return running
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }

  close(): void {
    this.#abort.abort()
  }
}
