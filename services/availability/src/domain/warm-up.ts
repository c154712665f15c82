/** A tenant's popular event types being loaded ahead of those who will ask for them. */
export interface WarmUp {
  readonly runId: string
  readonly state: WarmUpState
  readonly startedAtMs: number
  readonly updatedAtMs: number
  /** From today (UTC) on. */
  readonly days: number
  readonly minBookings: number
  /** What is to be warmed, in order; undefined until booking has been asked. */
  readonly eventTypeIds: readonly string[] | undefined
  /** How many of these are done. */
  readonly done: number
  /** Days that were warm already, and that were loaded. */
  readonly warmDays: number
  readonly loadedDays: number
  readonly upstreamCalls: number
  /** Why it failed, or what it waits for. */
  readonly reason: string
}

export type WarmUpState = 'running' | 'waiting' | 'done' | 'failed'

export interface WarmUpWish {
  readonly runId: string
  readonly days: number
  readonly minBookings: number
}

export const begin = ({ runId, days, minBookings }: WarmUpWish, nowMs: number): WarmUp => ({
  runId,
  state: 'running',
  startedAtMs: nowMs,
  updatedAtMs: nowMs,
  days,
  minBookings,
  eventTypeIds: undefined,
  done: 0,
  warmDays: 0,
  loadedDays: 0,
  upstreamCalls: 0,
  reason: '',
})

export const isOver = ({ state }: Pick<WarmUp, 'state'>): boolean => state === 'done' || state === 'failed'

/** When the latest scheduled run was due: `leadMs` before each multiple of `everyMs`, so that days are warm when an hour begins. */
export const latestDueMs = (nowMs: number, everyMs: number, leadMs: number): number =>
  Math.floor((nowMs + leadMs) / everyMs) * everyMs - leadMs
