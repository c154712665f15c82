import { describe, expect, it } from 'vitest'
import { at, seconds } from './testing.ts'
import { expiryMs, timeToLiveMs } from './ttl.ts'
import { DAY_MS, epochDay } from './utc-day.ts'

const nowMs = at('06:00')
const today = epochDay(nowMs)
const loaded = { day: today, starts: seconds('10:00', '10:30', '11:00', '11:30', '12:00'), loadedAtMs: nowMs, suspect: false }

describe('time to live (A4)', () => {
  it.each([
    { name: 'no slots', day: today, count: 0, seconds: 60 },
    { name: 'fewer than five slots', day: today, count: 4, seconds: 180 },
    { name: 'five slots', day: today, count: 5, seconds: 300 },
    { name: 'seven days ahead', day: today + 7, count: 9, seconds: 300 },
    { name: 'more than seven days ahead', day: today + 8, count: 9, seconds: 600 },
    { name: 'more than seven days ahead with few slots', day: today + 8, count: 1, seconds: 180 },
    { name: 'past', day: today - 1, count: 0, seconds: 3_600 },
  ])('$name: $seconds s', ({ day, count, seconds: expected }) => {
    const starts = Array.from({ length: count }, (_, index) => (day * DAY_MS) / 1_000 + 40_000 + index * 1_800)
    expect(timeToLiveMs({ day, starts, loadedAtMs: nowMs, suspect: false })).toBe(expected * 1_000)
  })

  it('suspiciously empty: 60 s, whatever the day', () => {
    for (const day of [today - 1, today, today + 30])
      expect(timeToLiveMs({ day, starts: [], loadedAtMs: nowMs, suspect: true })).toBe(60_000)
  })
})

describe('expiry', () => {
  const settled = { noticeMs: 0, settlesAtMs: 0, random: 0 }

  it('spreads by at most a tenth, and never later than the table says', () => {
    expect(expiryMs({ ...loaded, ...settled, random: 0 })).toBe(nowMs + 300_000)
    expect(expiryMs({ ...loaded, ...settled, random: 1 })).toBe(nowMs + 270_000)
  })

  it('comes no later than the first slot minus the notice', () => {
    expect(expiryMs({ ...loaded, ...settled, noticeMs: 4 * 3_600_000 - 60_000 })).toBe(nowMs + 60_000)
  })

  // Cal.com may know a shorter notice than the service: such slots are never offered, and must not keep the day from being cached.
  it('looks at the first slot that is still outside the notice', () => {
    expect(expiryMs({ ...loaded, ...settled, noticeMs: 4.25 * 3_600_000 })).toBe(nowMs + 300_000)
    expect(expiryMs({ ...loaded, ...settled, noticeMs: 24 * 3_600_000 })).toBe(nowMs + 300_000)
  })

  it('keeps a load that began right after a change at Cal.com only until Cal.com has settled', () => {
    expect(expiryMs({ ...loaded, ...settled, settlesAtMs: nowMs + 1_200 })).toBe(nowMs + 1_200)
    expect(expiryMs({ ...loaded, ...settled, settlesAtMs: nowMs - 1 })).toBe(nowMs + 300_000)
  })
})
