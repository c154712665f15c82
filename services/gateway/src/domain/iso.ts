import { DateTime } from 'luxon'

/** `2026-10-01T09:00:00+02:00`: how the old contract spells times, in the zone that was asked for. */
export const isoIn = (ms: number, zone: string): string =>
  DateTime.fromMillis(ms, { zone }).toISO({ suppressMilliseconds: true, includeOffset: true }) ?? ''

/** `2026-10-01T07:00:00.000Z` */
export const isoUtc = (ms: number): string => new Date(ms).toISOString()
