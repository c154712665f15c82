import { expect, it } from 'vitest'
import { unitOf } from '../domain/testing.ts'
import { epochDay } from '../domain/utc-day.ts'
import { checkPhantoms, type EventHours } from './check-phantoms.ts'
import { findEventHours } from './event-hours.ts'

const SPRING = epochDay(Date.parse('2027-03-28T00:00Z'))
const PHANTOM = Date.parse('2027-03-27T23:00+01:00') / 1_000
const REAL = Date.parse('2027-03-28T00:00+01:00') / 1_000
const NOON = Date.parse('2027-03-28T12:00+02:00') / 1_000
const unit = unitOf({ durationMin: 60 })

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const NIGHTS: EventHours = {
  hours: { timeZone: 'Europe/Berlin', availability: [{ days: DAYS, startTime: '00:00', endTime: '08:00' }], overrides: [] },
  durationMs: 3_600_000,
}

async function check(starts: readonly number[], { known = true, zones = ['Europe/Berlin'] } = {}) {
  const [asked, dropped]: [string[], number[]] = [[], []]
  const load = checkPhantoms({
    load: async () => (day) => starts.filter((start) => epochDay(start * 1_000) === day),
    zonesOf: () => zones,
    findHours: async ({ eventTypeId }) => {
      asked.push(eventTypeId)
      return known ? NIGHTS : undefined
    },
    onDropped: (count) => void dropped.push(count),
  })
  const listed = await load(unit, SPRING - 3, SPRING + 3, 'interactive')
  const days = Array.from({ length: 7 }, (_, index) => SPRING - 3 + index)
  return { starts: days.flatMap((day) => listed(day)), unchecked: [...(listed.unchecked ?? [])], asked, dropped }
}

it('drops what the working hours do not have, counts it, and keeps the rest', async () => {
  expect(await check([PHANTOM, REAL, NOON])).toEqual({ starts: [REAL, NOON], unchecked: [], asked: ['1'], dropped: [1] })
})

it('asks nobody where nothing is listed in the hours before the change, nor where no clock changes', async () => {
  expect(await check([NOON])).toMatchObject({ starts: [NOON], asked: [], dropped: [] })
  expect(await check([PHANTOM, REAL], { zones: ['Asia/Tokyo', 'no/zone'] })).toMatchObject({ starts: [PHANTOM, REAL], asked: [] })
})

it('drops nothing while the working hours are not known, and says which days were not checked', async () => {
  const { starts, unchecked, dropped } = await check([PHANTOM, REAL, NOON], { known: false })
  expect(starts).toEqual([PHANTOM, REAL, NOON])
  expect(unchecked).toEqual([epochDay(PHANTOM * 1_000)])
  expect(dropped).toEqual([])
})

const FACTS = {
  event_types: [
    { id: 1, lengthMin: 30 },
    { id: 2, lengthMin: 45, scheduleId: 20 },
  ],
  schedules: [10, 20].map((id) => ({ id, timeZone: 'Europe/Berlin', availability: [], overrides: [] })),
  me: { defaultScheduleId: 10 },
}

it('goes by the event type’s schedule, else by the default one of its host', async () => {
  const asked: string[] = []
  const find = async ({ kind }: { kind: keyof typeof FACTS }) => {
    asked.push(kind)
    return { value: FACTS[kind], stale: false } as never
  }
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise<void>(() => {}) }
  const hours = findEventHours({ facts: { find }, clock, waitMs: 100 })
  expect(await hours(unitOf({ eventTypeId: '2' }))).toEqual({ hours: FACTS.schedules[1], durationMs: 45 * 60_000 })
  expect(asked).toEqual(['event_types', 'schedules'])
  expect(await hours(unitOf())).toEqual({ hours: FACTS.schedules[0], durationMs: 30 * 60_000 })
  expect(await hours(unitOf({ askedDurationMin: 90 }))).toMatchObject({ durationMs: 90 * 60_000 })
  expect(await hours(unitOf({ eventTypeId: 'of a team' }))).toBeUndefined()
})
