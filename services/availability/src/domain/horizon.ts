import { DAY_MS } from './utc-day.ts'

/**
 * So far ahead claims are known and slots are answered: appointments lie within a year. It is also what bounds the days that
 * callers can have remembered for them, here and in Redis.
 */
export const HORIZON_MS = 400 * DAY_MS

/** What begins inside the horizon may reach so far behind it: claims are known there, too. */
export const REACH_MS = 63 * DAY_MS
