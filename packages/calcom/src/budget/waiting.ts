import type { Waiter } from './line.ts'

interface Place {
  readonly waiter: Waiter
  readonly untilMs: number
}

/** Who waits for a permit, in the order of arrival. A place not claimed again in time is lost. */
export class Waiting {
  readonly #places = new Map<string, Place>()

  join(waiter: Waiter, untilMs: number): void {
    this.#places.set(waiter.id, { waiter, untilMs })
  }

  leave(id: string): void {
    this.#places.delete(id)
  }

  /** Those who wait, with the asker at the place it has, or behind all. */
  with(asker: Waiter): readonly Waiter[] {
    const waiters = [...this.#places.values()].map(({ waiter }) => (waiter.id === asker.id ? asker : waiter))
    return this.#places.has(asker.id) ? waiters : [...waiters, asker]
  }

  prune(nowMs: number): void {
    for (const [id, place] of this.#places) if (place.untilMs <= nowMs) this.#places.delete(id)
  }
}
