import type { Key } from './keys.ts'

/** A start that the caller was told of. */
export interface Offer {
  /** Of the staff: each does one service. */
  readonly service: number
  readonly startMs: number
}

export interface Heard {
  readonly offers: readonly Offer[]
  /** For a call to Cal.com. */
  readonly waited: boolean
  /** Said to be older than it should be. */
  readonly stale: boolean
}

/** What a voice agent can ask, whoever answers it. Reads reject when they have no answer within `READ_MS`. */
export interface Agent {
  lookUp(key: Key): Promise<Heard>
  /** What may take the place of a wish on that day. */
  alternatives(key: Key): Promise<Heard>
  /** False when it cannot be had any more; rejects when nobody knows. */
  book(offer: Offer): Promise<boolean>
}

/** How long a caller on the phone listens to nothing. */
export const READ_MS = 1_500

const DAY_MS = 86_400_000

export const dayStartMs = ({ daysAhead }: Key): number => (Math.floor(Date.now() / DAY_MS) + daysAhead) * DAY_MS
/** The last millisecond of a range that begins on the key's day. */
export const rangeEndMs = (key: Key, days = 1): number => dayStartMs(key) + days * DAY_MS - 1
