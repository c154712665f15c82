/** What Cal.com listed for one day, and under which versions it was asked. Times on Redis' clock. */
export interface DayEntry {
  /** Names the load that made it; no two loads share one. */
  readonly stamp: string
  /** Of the unit's resources, in their order, as they stood when the load began. */
  readonly versions: readonly string[]
  /** When the load began: nothing in it is newer. */
  readonly loadedAtMs: number
  readonly expiresAtMs: number
  /** Epoch seconds, ascending; claims not yet subtracted. */
  readonly starts: readonly number[]
  /** Suddenly empty without bookings that explain it: Cal.com may not have been able to read a calendar. */
  readonly suspect: boolean
}

export interface Wanted {
  /** The versions as they stand now. */
  readonly versions: readonly string[]
  readonly nowMs: number
  /** A load that began earlier is too old for this caller. */
  readonly notBeforeMs: number
}

/** May the entry be given as the current answer? A version that differs means: changed since it was loaded. */
export const usable = (entry: DayEntry, { versions, nowMs, notBeforeMs }: Wanted): boolean =>
  entry.expiresAtMs > nowMs && entry.loadedAtMs >= notBeforeMs && sameVersions(entry.versions, versions)

const sameVersions = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((version, index) => version === b[index])
