/** A partition of the events that make claims: the next offset to be written, and the next to be handled. */
export interface Progress {
  readonly partition: number
  readonly end: bigint
  readonly next: bigint
}

/**
 * How far the projection of claims is behind: since when an event may wait to be applied. What was published before that moment
 * has been applied; nothing is known of what came after. Times on a clock that never goes back.
 */
export class ProjectionLag {
  #currentMs: number
  /** Where the partitions ended when something was waiting first: once all of it is handled, that moment is the one. */
  #waiting: { readonly atMs: number; readonly ends: ReadonlyMap<number, bigint> } | undefined

  /** Nothing is known before the first look; the lag counts from here. */
  constructor(nowMs: number) {
    this.#currentMs = nowMs
  }

  /** `askedMs` is from before the ends were read. */
  observe(askedMs: number, partitions: readonly Progress[]): void {
    if (this.#waiting && partitions.every(({ partition, next }) => next >= (this.#waiting!.ends.get(partition) ?? 0n))) {
      this.#currentMs = this.#waiting.atMs
      this.#waiting = undefined
    }
    if (partitions.every(({ next, end }) => next >= end)) this.#currentMs = askedMs
    else this.#waiting ??= { atMs: askedMs, ends: new Map(partitions.map(({ partition, end }) => [partition, end])) }
  }

  lagMs(nowMs: number): number {
    return nowMs - this.#currentMs
  }
}
