import type { Clock } from '@calbridge/core'
import { fits, type Quota, type RateLimiter, type Taken, taken } from './rate-limiter.ts'

interface Window {
  index: number
  previous: number
  current: number
  windowMs: number
}

/** More keys than tenants have routes: reached only by many hook-less senders, whose old windows are dropped then. */
const MOST_KEYS = 50_000

/** Counts in this process alone. */
export function memoryRateLimiter(clock: Pick<Clock, 'now'>): RateLimiter {
  const windows = new Map<string, Window>()
  const look = (key: string, quota: Quota, count: boolean): Taken => {
    const nowMs = clock.now()
    const index = Math.floor(nowMs / quota.windowMs)
    if (windows.size >= MOST_KEYS) dropOld(windows, nowMs)
    const window = moveTo(index, windows.get(key), quota.windowMs)
    const counted = () => ({ ...window, elapsedMs: nowMs - index * quota.windowMs })
    const allowed = fits(counted(), quota)
    if (allowed && count) {
      window.current++
      windows.set(key, window)
    }
    return taken(allowed, counted(), quota)
  }
  return { take: async (key, quota) => look(key, quota, true), look: async (key, quota) => look(key, quota, false) }
}

function moveTo(index: number, window: Window | undefined, windowMs: number): Window {
  if (!window || window.windowMs !== windowMs || index - window.index > 1) return { index, previous: 0, current: 0, windowMs }
  return index === window.index ? window : { index, previous: window.current, current: 0, windowMs }
}

function dropOld(windows: Map<string, Window>, nowMs: number): void {
  for (const [key, { index, windowMs }] of windows) {
    if ((index + 2) * windowMs < nowMs) windows.delete(key)
  }
  // Still full: then all of them are young, and forgetting the oldest is all that is left.
  for (const key of windows.keys()) {
    if (windows.size < MOST_KEYS) return
    windows.delete(key)
  }
}
