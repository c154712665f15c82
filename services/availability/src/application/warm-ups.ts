import type { Clock } from '@calbridge/core'
import { begin, isOver, latestDueMs, type WarmUp, type WarmUpWish } from '../domain/warm-up.ts'
import type { WarmUpStore } from './warm-up-store.ts'

export interface WarmUpsOptions {
  readonly store: Pick<WarmUpStore, 'begin' | 'find'>
  /** Goes on with the tenant's run where nobody leads it. Never throws. */
  readonly goOn: (tenant: string) => Promise<void>
  /** Who may have something to be warmed. */
  readonly tenants: () => readonly string[]
  readonly clock: Clock
  readonly newRunId: () => string
  readonly stopped: AbortSignal
  /** Between two scheduled runs; 0 for none. */
  readonly everyMs: number
  /** How long before the hour a scheduled run begins. */
  readonly leadMs: number
  /** How often each tenant is looked at: is a run due, or one that nobody leads any more? */
  readonly lookMs: number
  /** Tenants that this process warms at once; others are left to other processes, or to the next look. */
  readonly places: number
}

export const DEFAULTS = { days: 7, minBookings: 5 } as const

/** The warm-ups of all tenants, as this process has to do with them: begun on demand and by the clock, and taken over. */
export class WarmUps {
  readonly #options: WarmUpsOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #sinceMs: number

  constructor(options: WarmUpsOptions) {
    this.#options = options
    this.#sinceMs = options.clock.now()
  }

  /** Gives the run that is under way, which may be an earlier one. */
  async start(tenant: string, wish: Omit<WarmUpWish, 'runId'>): Promise<WarmUp> {
    const { store, newRunId, clock } = this.#options
    const run = await store.begin(tenant, begin({ ...wish, runId: newRunId() }, clock.now()))
    this.#launch(tenant)
    return run
  }

  async watch(): Promise<void> {
    const { lookMs, stopped } = this.#options
    while (!stopped.aborted) {
      const tenants = this.#options.tenants()
      for (const tenant of tenants) {
        if (stopped.aborted) break
        await this.#look(tenant).catch(() => {}) // Redis is away: at the next look
        // One after the other, so that many tenants are no burst.
        await this.#pause(lookMs / tenants.length)
      }
      if (tenants.length === 0) await this.#pause(lookMs)
    }
    await Promise.all(this.#running.values())
  }

  #pause(ms: number): Promise<void> {
    return this.#options.clock.sleep(ms, this.#options.stopped).catch(() => {}) // stopped
  }

  async #look(tenant: string): Promise<void> {
    const { store, places } = this.#options
    if (this.#running.has(tenant) || this.#running.size >= places) return
    const last = await store.find(tenant, '')
    if (last && !isOver(last)) this.#launch(tenant)
    else if (this.#isDue(last)) await this.start(tenant, DEFAULTS)
  }

  /** Who has never been warmed is warmed at the first time that this process sees. */
  #isDue(last: WarmUp | undefined): boolean {
    const { clock, everyMs, leadMs } = this.#options
    return everyMs > 0 && latestDueMs(clock.now(), everyMs, leadMs) > (last?.startedAtMs ?? this.#sinceMs)
  }

  #launch(tenant: string): void {
    if (this.#running.has(tenant)) return
    const run = this.#options.goOn(tenant).finally(() => this.#running.delete(tenant))
    this.#running.set(tenant, run)
  }
}
