import type { Slot, SlotsRequest } from '@calbridge/calcom'
import type { Simulation } from '@calbridge/simulation'
import { DAY_MS, dayStartMs, type EpochDay, epochDay } from '../domain/utc-day.ts'
import { SLOTS } from './operations.ts'

const SECOND_MS = 1_000
const OPENS_MS = 9 * 3_600_000
export const SLOT_MS = 30 * 60_000
/** Cal.com lists a day as it was up to so long ago (seen there). */
const LISTS_LATE_MS = 2_000

export const slotStartMs = (day: EpochDay, slot: number): number => dayStartMs(day) + OPENS_MS + slot * SLOT_MS

/** A Cal.com that remembers what was true when. A listing tells its generation: the seconds past midnight of its first start. */
export class ModelCalcom {
  trouble: 'none' | 'hangs' | 'fails' = 'none'
  readonly #simulation: Simulation
  readonly #random: () => number
  readonly #history = new Map<string, { readonly sinceMs: number; readonly taken: ReadonlySet<number> }[]>()

  constructor(simulation: Simulation) {
    this.#simulation = simulation
    this.#random = simulation.random('calcom')
  }

  take(eventTypeId: string, startMs: number): void {
    this.#change(eventTypeId, startMs, (taken) => taken.add(startMs))
  }

  free(eventTypeId: string, startMs: number): void {
    this.#change(eventTypeId, startMs, (taken) => taken.delete(startMs))
  }

  /** What it answers now: each day as it was at some moment of the last two seconds. */
  list({ eventTypeId, fromMs, toMs }: SlotsRequest): Slot[] {
    const days = Array.from({ length: (toMs - fromMs) / DAY_MS }, (_, index) => epochDay(fromMs) + index)
    const asOfMs = this.#simulation.elapsedMs - this.#random() * LISTS_LATE_MS
    return days.flatMap((day) => this.startsAt(String(eventTypeId), day, asOfMs).map((startMs) => ({ startMs })))
  }

  startsAt(eventTypeId: string, day: EpochDay, elapsedMs: number): number[] {
    const generation = this.generationAt(eventTypeId, day, elapsedMs)
    const taken = this.#historyOf(eventTypeId, day)[generation]!.taken
    const free = Array.from({ length: SLOTS }, (_, slot) => slotStartMs(day, slot)).filter((startMs) => !taken.has(startMs))
    return [dayStartMs(day) + generation * SECOND_MS, ...free]
  }

  generationAt(eventTypeId: string, day: EpochDay, elapsedMs: number): number {
    return Math.max(
      0,
      this.#historyOf(eventTypeId, day).findLastIndex(({ sinceMs }) => sinceMs <= elapsedMs),
    )
  }

  #change(eventTypeId: string, startMs: number, change: (taken: Set<number>) => void): void {
    const history = this.#historyOf(eventTypeId, epochDay(startMs))
    const taken = new Set(history.at(-1)!.taken)
    change(taken)
    history.push({ sinceMs: this.#simulation.elapsedMs, taken })
    this.#simulation.note('calcom', `event type ${eventTypeId}, day ${epochDay(startMs)}: generation ${history.length - 1}`)
  }

  #historyOf(eventTypeId: string, day: EpochDay) {
    const key = `${eventTypeId}|${day}`
    const history = this.#history.get(key) ?? [{ sinceMs: 0, taken: new Set<number>() }]
    this.#history.set(key, history)
    return history
  }
}

/** Of a listing of a day, epoch seconds. */
export const generationOf = (day: EpochDay, starts: readonly number[]): number => starts[0]! - dayStartMs(day) / SECOND_MS
