/** A part of a composite service, and who can do it when. */
export interface Segment {
  readonly key: string
  /** From its end to the start of the next: at least and at most so long. Of the last one they say nothing. */
  readonly gapMinMs: number
  readonly gapMaxMs: number
  /** The next segment is for the same staff member. */
  readonly keepsStaff: boolean
  /** The preferred first. */
  readonly choices: readonly Choice[]
}

/** An event type that does a segment. */
export interface Choice {
  /** Empty where Cal.com chooses: nobody knows then whether it is the same person twice. */
  readonly staffId: string
  readonly eventTypeId: string
  readonly durationMs: number
  /** Epoch milliseconds, ascending. Buffers and claims are taken off already. */
  readonly startsMs: readonly number[]
}

export interface Rules {
  /** Empty for none. */
  readonly preferredStaffId: string
  /**
   * The staff member stays with the customer until the next segment begins, so their time in the pause must be free too: the pause
   * policy `never`. With `always` others may be taken then, and with `by_service` those whose service allows it: neither needs the time.
   */
  readonly staffStays: boolean
}

/** One way to have the whole service. */
export interface Way {
  readonly startMs: number
  readonly endMs: number
  readonly segments: readonly WaySegment[]
}

export interface WaySegment {
  readonly key: string
  readonly staffId: string
  readonly eventTypeId: string
  readonly startMs: number
  readonly endMs: number
}

/** Time between segments in all. */
export const pauseMs = ({ startMs, endMs, segments }: Way): number =>
  segments.reduce((rest, segment) => rest - (segment.endMs - segment.startMs), endMs - startMs)
