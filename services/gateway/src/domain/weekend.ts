import { DateTime } from 'luxon'

/** Does the moment lie on a Saturday or Sunday of the zone? */
export const isWeekend = (ms: number, zone: string): boolean => DateTime.fromMillis(ms, { zone }).weekday > 5
