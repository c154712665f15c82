import { type DayEntry, dueMs } from './day-entry.ts'
import { renderDay } from './render.ts'
import type { SlotUnit } from './slot-unit.ts'
import { type LiveClaim, subtract, unchangedUntilMs } from './subtract.ts'
import { DAY_MS, dayStartMs, type EpochDay } from './utc-day.ts'

export interface Range {
  readonly fromMs: number
  readonly toMs: number
}

const EVERYTHING: Range = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }

/** A day as one process holds it: the slots, the claims beside them, and the answer's bytes made of both. */
export class CachedDay {
  readonly unit: SlotUnit
  readonly day: EpochDay
  readonly entry: DayEntry
  readonly claims: readonly LiveClaim[]
  /** False while the projection of claims is being rebuilt: some may be missing. */
  readonly claimsComplete: boolean
  /** From here on an answer from it has it asked for anew. */
  readonly dueMs: number

  #bytes: Uint8Array | undefined
  #bytesUntilMs = 0

  constructor(unit: SlotUnit, day: EpochDay, entry: DayEntry, claims: readonly LiveClaim[], claimsComplete: boolean) {
    this.unit = unit
    this.day = day
    this.entry = entry
    this.claims = claims
    this.claimsComplete = claimsComplete
    this.dueMs = dueMs(entry)
  }

  /** The day as a piece of the answer. The whole day for everybody is kept as bytes; a part of it, or a holder's view, is made anew. */
  render(range: Range, holder: string, nowMs: number): Uint8Array {
    const startMs = dayStartMs(this.day)
    const whole = range.fromMs <= startMs && range.toMs >= startMs + DAY_MS - 1_000
    if (!whole || holder !== '') return renderDay(this.unit, this.day, this.free(range, holder, nowMs))
    if (this.#bytes === undefined || this.#bytesUntilMs <= nowMs) {
      const starts = this.free(EVERYTHING, '', nowMs)
      this.#bytes = renderDay(this.unit, this.day, starts)
      this.#bytesUntilMs = unchangedUntilMs(starts, this.claims, this.unit.noticeMs, nowMs)
    }
    return this.#bytes
  }

  /** Starts in the range, epoch seconds, ascending. */
  free({ fromMs, toMs }: Range, holder: string, nowMs: number): number[] {
    const inRange = this.entry.starts.filter((start) => start * 1_000 >= fromMs && start * 1_000 <= toMs)
    return subtract(inRange, this.claims, this.unit, { nowMs, holder })
  }

  /** What it takes in the first level, rather too much than too little: with the places by which it is found, and its bytes. */
  get sizeBytes(): number {
    return 1_400 + this.unit.resources.length * 800 + this.entry.starts.length * 16 + this.claims.length * 230
  }
}
