import { createHash } from 'node:crypto'
import type { CachedDay } from '../domain/cached-day.ts'
import { viewOf } from '../domain/day-view.ts'
import { unchangedUntilMs } from '../domain/subtract.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { Content } from './history-store.ts'

interface Known {
  readonly content: Content
  readonly fromMs: number
  readonly untilMs: number
}

/** What is remembered as written; beyond it contents are written again, which changes nothing. */
const MOST_REMEMBERED = 100_000

/** Contents of days, made once per cached day, and which of them are written. */
export class Contents {
  readonly #known = new WeakMap<CachedDay, Known>()
  readonly #written = new Set<string>()
  #writtenOn: EpochDay | undefined

  of(cached: CachedDay, holder: string, nowMs: number): Content {
    const known = this.#known.get(cached)
    if (holder === '' && known && known.fromMs <= nowMs && nowMs < known.untilMs) return known.content
    const view = viewOf(cached, holder, nowMs)
    const content = { view, hash: hashOf(view) }
    // A holder sees his own time as free: that view is nobody else's.
    if (holder === '') this.#known.set(cached, { content, fromMs: nowMs, untilMs: unchangedUntilMs([], cached.claims, 0, nowMs) })
    return content
  }

  /** False for what has to be written, among what is kept for that day: each day is dropped as a whole. */
  isWritten(day: EpochDay, tenant: string, { hash }: Content): boolean {
    return day === this.#writtenOn && this.#written.has(`${tenant}|${hash}`)
  }

  remember(day: EpochDay, tenant: string, contents: readonly Content[]): void {
    if (day !== this.#writtenOn || this.#written.size + contents.length > MOST_REMEMBERED) this.#written.clear()
    this.#writtenOn = day
    for (const { hash } of contents) this.#written.add(`${tenant}|${hash}`)
  }
}

/** 132 bits of SHA-256: 22 characters. */
const hashOf = (view: object): string => createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22)
