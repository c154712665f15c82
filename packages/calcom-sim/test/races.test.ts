import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, startCalcomSim, type WorldSpec } from '../src/index.ts'
import { Client, hours } from './client.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

const plain = { minimumBookingNotice: 0, locations: [{ type: 'attendeePhone' }] }
const host = (username: string) => ({
  username,
  key: `cal_${username}`,
  timeZone: 'UTC',
  schedules: [{ availability: hours('00:00', '23:59') }],
})
const WORLD: WorldSpec = {
  users: [
    {
      ...host('rosa'),
      eventTypes: [
        { id: 70, title: 'Half', slug: 'half', lengthInMinutes: 30, ...plain },
        { id: 71, title: 'Whole', slug: 'whole', lengthInMinutes: 60, ...plain },
        { id: 72, title: 'Asked', slug: 'asked', lengthInMinutes: 30, ...plain, confirmationPolicy: { type: 'always' } },
      ],
    },
    host('sam'),
  ],
  teams: [{ name: 'Pair', members: ['rosa', 'sam'], eventTypes: [{ id: 80, title: 'Pair', slug: 'pair', lengthInMinutes: 30, ...plain }] }],
}
let sim: CalcomSim
let rosa: Client

beforeAll(async () => {
  sim = await startCalcomSim({ world: WORLD, rateLimit: { limit: 100_000 }, raceWindowMs: 0 })
  rosa = new Client(sim, 'rosa')
})
beforeEach(() => begin(1))
afterAll(() => sim.close())

function begin(seed: number): void {
  sim.control.reset(seed)
  sim.control.createWorld(WORLD)
  sim.control.clock({ now: '2031-03-03T00:00:00Z' })
}

const START = '2031-03-04T09:00:00Z'
/** All at once, each with its checks behind it before any writes. */
const race = <T>(requests: (() => Promise<T>)[]): Promise<T[]> => {
  sim.control.race(requests.length)
  return Promise.all(requests.map((send) => send()))
}
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()
const live = () => sim.control.bookings().filter(({ status }) => status === 'accepted' || status === 'pending')
const booked = async (type = 70) => (await rosa.book(type, START)).body.data.uid as string

describe('races', () => {
  it('for the very same slot have one winner, and tell the losers that the database failed', async () => {
    const answers = await race([1, 2, 3, 4, 5, 6].map((i) => () => rosa.book(70, START, `${i}@example.net`)))
    expect(statuses(answers)).toEqual([201, 400, 400, 400, 400, 400])
    const lost = answers.filter(({ status }) => status === 400).map(({ body }) => body)
    for (const body of lost) expect(body).toEqual({ statusCode: 400, message: 'An error occurred while querying the database.' })
    expect(live()).toHaveLength(1)
  })

  it('of overlapping lengths are mostly won by both, and the same for the same seed', async () => {
    const run = async (seed: number) => {
      begin(seed)
      return statuses(await race([() => rosa.book(70, START, 'a@example.net'), () => rosa.book(71, START, 'b@example.net')]))
    }
    const outcomes = []
    for (let seed = 1; seed <= 12; seed++) outcomes.push(await run(seed))
    expect(outcomes.filter((one) => one[1] === 201).length).toBeGreaterThanOrEqual(8)
    expect(await run(3)).toEqual(outcomes[2])
  })

  it('for a type with confirmation leave several pending', async () => {
    const answers = await race(['a', 'b', 'c'].map((name) => () => rosa.book(72, START, `${name}@example.net`)))
    expect(statuses(answers)).toEqual([201, 201, 201])
    expect(live()).toHaveLength(3)
  })

  it('in a round robin pick the same host, so that one loses although another host is free', async () => {
    const answers = await race(['a', 'b'].map((name) => () => rosa.book(80, START, `${name}@example.net`)))
    expect(statuses(answers)).toEqual([201, 400])
    expect((await rosa.book(80, START, 'c@example.net')).status).toBe(201)
  })

  it('of two reschedules fork a booking; the old one knows only one of its followers', async () => {
    const uid = await booked()
    const move = (hour: number) => rosa.post(`/v2/bookings/${uid}/reschedule`, { start: `2031-03-05T${hour}:00:00Z` })
    const answers = await race([() => move(10), () => move(14)])
    expect(statuses(answers)).toEqual([201, 201])
    expect(live().map(({ rescheduledFromUid }) => rescheduledFromUid)).toEqual([uid, uid])
  })

  it('of two reschedules to the same time have one winner', async () => {
    const uid = await booked()
    const move = () => rosa.post(`/v2/bookings/${uid}/reschedule`, { start: '2031-03-05T10:00:00Z' })
    expect(statuses(await race([move, move]))).toEqual([201, 400])
    expect(live()).toHaveLength(1)
  })

  it('of two cancels are won by both', async () => {
    const uid = await booked()
    const cancel = () => rosa.post(`/v2/bookings/${uid}/cancel`, { cancellationReason: 'x' })
    expect(statuses(await race([cancel, cancel]))).toEqual([200, 200])
  })
})
