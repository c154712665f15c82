/** What is booked, as booking counts it. */
export interface Demand {
  readonly eventTypeId: string
  readonly bookings: number
  /** By the hour of the week at which it was booked; Monday 00:00 UTC is 0. */
  readonly byHourOfWeek: readonly number[]
}

const HOUR_MS = 3_600_000
const HOURS_OF_WEEK = 168
/** 1 January 1970 was a Thursday. */
const HOURS_SINCE_MONDAY = 72
/** As long as days stay warm, and some more: who calls later finds them warmed by another run. */
const HOURS_AHEAD = 2

export const hourOfWeek = (ms: number): number => (Math.floor(ms / HOUR_MS) + HOURS_SINCE_MONDAY) % HOURS_OF_WEEK

/** Event types, each once: those first that are booked most in the hours of the week to come, then those that are booked most at all. */
export function byDemand(demands: readonly Demand[], nowMs: number): string[] {
  const soon = Array.from({ length: HOURS_AHEAD }, (_, ahead) => (hourOfWeek(nowMs) + ahead) % HOURS_OF_WEEK)
  const totals = [...Map.groupBy(demands, ({ eventTypeId }) => eventTypeId)].map(([eventTypeId, ways]) => ({
    eventTypeId,
    soon: sum(ways.flatMap(({ byHourOfWeek }) => soon.map((hour) => byHourOfWeek[hour] ?? 0))),
    all: sum(ways.map(({ bookings }) => bookings)),
  }))
  return totals.sort((a, b) => b.soon - a.soon || b.all - a.all).map(({ eventTypeId }) => eventTypeId)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
