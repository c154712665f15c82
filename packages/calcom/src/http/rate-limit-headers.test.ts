import { expect, it } from 'vitest'
import { readLimit, readResetMs } from './rate-limit-headers.ts'

const nowMs = Date.UTC(2026, 10, 21)
const headers = (name: string, limit: number, remaining: number, reset: number) => ({
  [`x-ratelimit-limit-${name}`]: String(limit),
  [`x-ratelimit-remaining-${name}`]: String(remaining),
  [`x-ratelimit-reset-${name}`]: String(reset),
})

it.each([
  ['seconds left', 42, 42_000],
  ['seconds since 1970', nowMs / 1_000 + 42, 42_000],
  ['milliseconds since 1970', nowMs + 42_000, 42_000],
  ['a time that is over', nowMs / 1_000 - 5, 0],
])('reads a reset given as %s', (_, reset, resetMs) => {
  const report = readLimit({ status: 200, headers: headers('default', 120, 7, reset) }, nowMs)
  expect(report).toEqual({ limited: false, limit: 120, remaining: 7, resetMs })
})

it('takes the most generous of several limits, as Cal.com does', () => {
  const both = { ...headers('short', 10, 0, 5), ...headers('long', 200, 150, 50) }
  expect(readLimit({ status: 200, headers: both }, nowMs)).toMatchObject({ limit: 200, remaining: 150 })
})

it('reads a limit that has no name', () => {
  const unnamed = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-ratelimit-reset': '42' }
  expect(readLimit({ status: 200, headers: unnamed }, nowMs)).toEqual({ limited: false, limit: 60, remaining: 59, resetMs: 42_000 })
})

it('does not take a route’s own limit for the key’s', () => {
  const route = headers('booking_location_update', 5, 0, 30)
  expect(readLimit({ status: 429, headers: route }, nowMs)).toBeUndefined()
  expect(readResetMs(route, nowMs)).toBe(30_000)
})

it('knows a 429 of the edge, which has no such headers', () => {
  expect(readLimit({ status: 429, headers: { 'retry-after': '9' } }, nowMs)).toMatchObject({ limited: true, resetMs: 9_000 })
  expect(readLimit({ status: 429, headers: {} }, nowMs)).toMatchObject({ limited: true, resetMs: undefined })
  expect(readLimit({ status: 200, headers: {} }, nowMs)).toBeUndefined()
})

it('ignores nonsense', () => {
  expect(readLimit({ status: 200, headers: { 'x-ratelimit-remaining-default': 'many' } }, nowMs)).toMatchObject({ remaining: undefined })
})
