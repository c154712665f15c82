import { PRIORITIES, type Priority } from '../budget.ts'

interface Place {
  readonly rank: number
  readonly sinceMs: number
  readonly untilMs: number
}

/** Who waits for a permit: by priority, then in order of arrival. A place not claimed again in time is lost. */
export class Waiting {
  readonly #places = new Map<string, Place>()

  join(id: string, priority: Priority, nowMs: number, untilMs: number): void {
    const sinceMs = this.#places.get(id)?.sinceMs ?? nowMs
    this.#places.set(id, { rank: PRIORITIES.indexOf(priority), sinceMs, untilMs })
  }

  leave(id: string): void {
    this.#places.delete(id)
  }

  ahead(id: string, priority: Priority, nowMs: number): number {
    const rank = PRIORITIES.indexOf(priority)
    const sinceMs = this.#places.get(id)?.sinceMs ?? nowMs
    let ahead = 0
    for (const [other, place] of this.#places) {
      if (other === id) continue
      if (place.rank < rank || (place.rank === rank && place.sinceMs < sinceMs)) ahead++
    }
    return ahead
  }

  prune(nowMs: number): void {
    for (const [id, place] of this.#places) if (place.untilMs <= nowMs) this.#places.delete(id)
  }
}
