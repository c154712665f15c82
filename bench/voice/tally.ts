import { machineMs } from '../clock.ts'
import { percentile } from '../sample.ts'
import type { Heard, Offer } from './agent.ts'
import { READ_MS } from './agent.ts'

/** A booking must be known to every look-up so long after it was answered. */
const KNOWN_AFTER_MS = 150

interface Read {
  readonly tookMs: number
  /** Nothing when it had no answer. */
  readonly heard: Heard | undefined
  /** It offers what was booked here before. */
  readonly outdated: boolean
}

/** Of all reads, answered or not. */
export interface Tally {
  readonly reads: number
  readonly bookings: number
  /** Percent: answered without waiting for Cal.com, not stale, not older than a booking that is known here. */
  readonly hit: number
  readonly stale: number
  readonly outdated: number
  /** Percent that had no answer. */
  readonly unanswered: number
  /** Answered, or refused, after the time that a caller waits. */
  readonly late: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Keeps what callers see, in the order in which it happens. */
export class Notes {
  readonly #reads: Read[] = []
  readonly #bookedAtMs = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number = machineMs) {
    this.#now = now
  }

  async read(ask: () => Promise<Heard>): Promise<readonly Offer[]> {
    const askedMs = this.#now()
    const heard = await ask().catch(() => undefined)
    const tookMs = this.#now() - askedMs
    const isOutdated = (offer: Offer): boolean =>
      (this.#bookedAtMs.get(nameOf(offer)) ?? Number.POSITIVE_INFINITY) < askedMs - KNOWN_AFTER_MS
    this.#reads.push({ tookMs, heard, outdated: heard?.offers.some(isOutdated) ?? false })
    return heard?.offers ?? []
  }

  async book(offer: Offer, ask: () => Promise<boolean>): Promise<void> {
    if (await ask().catch(() => false)) this.#bookedAtMs.set(nameOf(offer), this.#now())
  }

  get tally(): Tally {
    const all = this.#reads
    const percent = (is: (read: Read) => boolean): number => (all.filter(is).length * 100) / all.length
    const times = all.map(({ tookMs }) => tookMs)
    return {
      reads: all.length,
      bookings: this.#bookedAtMs.size,
      hit: percent(({ heard, outdated }) => heard !== undefined && !heard.waited && !heard.stale && !outdated),
      stale: percent(({ heard }) => heard?.stale === true),
      outdated: percent(({ outdated }) => outdated),
      unanswered: percent(({ heard }) => heard === undefined),
      late: times.filter((ms) => ms > READ_MS).length,
      p50Ms: percentile(times, 0.5),
      p99Ms: percentile(times, 0.99),
    }
  }
}

const nameOf = ({ service, startMs }: Offer): string => `${service}/${startMs}`
