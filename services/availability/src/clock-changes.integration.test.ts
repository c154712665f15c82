import { Freshness, type GetSlotsRequest } from '@calbridge/contracts'
import { findWallClock } from '@calbridge/speech'
import { testScope, until } from '@calbridge/testkit'
import { register } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { findClockChange } from './domain/dst/clock-change.ts'
import { epochDay } from './domain/utc-day.ts'
import { startWorld, type World } from './testing/world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A busy test machine is not a Cal.com that does not answer. */
const PATIENT = { ACCOUNT_FACTS_WAIT_MS: '8000' }
const ACCOUNT = ['/v2/event-types', '/v2/schedules', '/v2/me'] as const

/** The next two changes of the zone's clocks: one ahead, one back. */
function nextChanges(zone: string): number[] {
  const clock = findWallClock(zone)!
  const fromMs = (epochDay(Date.now()) + 4) * DAY_MS
  const weeks = Array.from({ length: 54 }, (_, week) => fromMs + week * 7 * DAY_MS)
  return weeks.flatMap((ms) => findClockChange(clock, ms, ms + 7 * DAY_MS)?.atMs ?? []).slice(0, 2)
}

const daysAround = (changeMs: number) => {
  const fromMs = (epochDay(changeMs) - 1) * DAY_MS
  return { fromMs, toMs: fromMs + 3 * DAY_MS - 1_000 }
}

/** Slots of an hour, as the simulated Cal.com has 30 minutes of them: what it lists, and which of them it would book. */
async function truthOf(world: World, range: Partial<GetSlotsRequest>, isOpen: (ms: number) => boolean) {
  const { days, ...answer } = await world.ask(range, { timeoutMs: 10_000 })
  const starts = days.flatMap((day) => day.starts)
  return { ...answer, starts, wrong: starts.filter((start) => !isOpen(start * 1_000)) }
}

const accountCalls = (world: World): number[] => ACCOUNT.map((path) => world.sim.control.journal({ path }).length)

describe.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'])(
  'a host who works at night in %s',
  (zone) => {
    const clock = findWallClock(zone)!
    const isOpen = (ms: number) => [ms, ms + HOUR_MS / 2 - 1].every((at) => clock.at(at).minute < 480)

    it('is offered in his hours alone when the clocks change, in spring and in autumn; his account is asked once', async () => {
      const scope = testScope()
      const world = await startWorld({ timeZone: zone, hours: { startTime: '00:00', endTime: '08:00' }, instances: 2, env: PATIENT }, scope)
      expect(nextChanges(zone)).toHaveLength(2)
      for (const changeMs of nextChanges(zone)) {
        const range = daysAround(changeMs)
        const { starts, wrong, degraded } = await truthOf(world, range, isOpen)
        expect(wrong).toEqual([])
        expect(starts.length).toBeGreaterThan(3 * 12)
        expect(degraded).toBe(false)
      }
      expect(accountCalls(world)).toEqual([1, 1, 1])
      expect(await register.metrics()).toMatch(/calbridge_availability_dst_phantoms_dropped_total [1-9]/)
    })
  },
)

describe('on the day of a change', () => {
  const [changeMs] = nextChanges('Europe/Berlin')
  const clock = findWallClock('Europe/Berlin')!
  const isOpen = (ms: number) => clock.at(ms).minute < 480
  const nights = { timeZone: 'Europe/Berlin', hours: { startTime: '00:00', endTime: '08:00' } }

  it('drops nothing and says so while the schedule cannot be had in time; later it is checked', async () => {
    const world = await startWorld({ ...nights, env: { ACCOUNT_FACTS_WAIT_MS: '400' } }, testScope())
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/schedules' }, delayMs: 3_000, times: 1 })
    const unchecked = await truthOf(world, daysAround(changeMs!), isOpen)
    expect(unchecked.degraded).toBe(true)
    expect(unchecked.wrong.length).toBeGreaterThan(0)
    const fresh = { ...daysAround(changeMs!), freshness: Freshness.FRESHNESS_FRESH }
    const checked = await until('a checked answer', async () => {
      const answer = await truthOf(world, fresh, isOpen)
      return !answer.degraded && answer
    })
    expect(checked.wrong).toEqual([])
  })

  it('asks for no schedule where a host works by day', async () => {
    const world = await startWorld({ timeZone: 'Europe/Berlin' }, testScope())
    expect(await truthOf(world, daysAround(changeMs!), () => true)).toMatchObject({ degraded: false })
    expect(accountCalls(world)).toEqual([0, 0, 0])
  })

  it('lets a cold schedule cost one call over all processes', async () => {
    const world = await startWorld({ ...nights, instances: 3, env: PATIENT }, testScope())
    for (const path of ACCOUNT) world.sim.control.addFault({ kind: 'latency', match: { path }, delayMs: 200 })
    const range = daysAround(changeMs!)
    // Loads of different days, so that each process has one to lead.
    const days = [0, 1, 2].map((ahead) => ({ fromMs: range.fromMs + ahead * DAY_MS, toMs: range.fromMs + (ahead + 1) * DAY_MS - 1_000 }))
    await Promise.all(days.map((day, instance) => world.ask(day, { instance, timeoutMs: 10_000 })))
    expect(accountCalls(world)).toEqual([1, 1, 1])
  })
})
