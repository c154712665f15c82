import { Link, type SimulatedProcess, type Simulation } from '@calbridge/simulation'
import { channels, placeToken } from '../redis/keys.ts'
import type { NewsConnection } from '../redis/subscription.ts'
import type { MemoryCache, News } from '../testing/memory-cache.ts'

const PING_TIMEOUT_MS = 60_000

/** A connection that hears what the memory publishes, and behaves as ioredis does over a network that breaks. */
export class SimulatedNews implements NewsConnection {
  status: 'ready' | 'reconnecting' = 'ready'
  readonly #simulation: Simulation
  readonly #process: SimulatedProcess
  readonly #cache: MemoryCache
  readonly #handlers = new Map<string, ((...args: string[]) => void)[]>()
  #link: Link
  #connections = 0
  #unsubscribe = () => {}

  constructor(simulation: Simulation, process: SimulatedProcess, cache: MemoryCache) {
    this.#simulation = simulation
    this.#process = process
    this.#cache = cache
    this.#link = this.#connect()
  }

  on(event: string, handler: (...args: string[]) => void): this {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler])
    return this
  }

  async subscribe(): Promise<unknown> {
    const link = this.#link
    return await link.call('subscribe', async () => {
      this.#unsubscribe()
      this.#unsubscribe = this.#cache.subscribe((news) => {
        const [channel, message] = encode(news)
        link.push(() => this.#emit('message', channel, message))
      })
    })
  }

  ping(): Promise<unknown> {
    return this.#link.call('ping', async () => 'PONG')
  }

  disconnect(): void {
    this.close(0)
  }

  /** Nothing comes through any more, and nobody is told. */
  silence(): void {
    this.#link.state = 'silent'
  }

  /** Both ends see it; the process connects anew after so long. */
  close(awayMs: number): void {
    if (this.status !== 'ready') return
    this.silence()
    this.#unsubscribe()
    this.status = 'reconnecting'
    this.#process.deliver(() => this.#emit('close'))
    this.#simulation.after(awayMs, () => {
      this.#link = this.#connect()
      this.status = 'ready'
      this.#process.deliver(() => this.#emit('ready'))
    })
  }

  #connect(): Link {
    const name = `news ${++this.#connections}`
    return new Link(this.#simulation, this.#process, {
      name,
      delayMs: [0.2, 20],
      timeoutMs: PING_TIMEOUT_MS,
      quiet: true,
      lost: (why) => new Error(why),
    })
  }

  #emit(event: string, ...args: string[]): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(...args)
  }
}

/** As the scripts publish it. */
function encode(news: News): [channel: string, message: string] {
  if (news.kind === 'load') return [channels.loads, JSON.stringify({ ids: news.ids, failure: news.failure })]
  const tokens = (places: typeof news.claims) => places.map(([resource, day]) => placeToken(resource, day))
  return [channels.changes, JSON.stringify({ ...news, claims: tokens(news.claims), versions: tokens(news.versions) })]
}
