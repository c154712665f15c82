import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, type FaultKind, startCalcomSim, type WorldSpec } from '../src/index.ts'
import { Client, hours } from './client.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

let sim: CalcomSim
let pia: Client
const WORLD: WorldSpec = {
  users: [
    {
      username: 'pia',
      key: 'cal_pia',
      timeZone: 'UTC',
      schedules: [{ availability: hours('08:00', '18:00') }],
      eventTypes: [{ id: 3, title: 'Visit', slug: 'visit', lengthInMinutes: 25, minimumBookingNotice: 0 }],
    },
  ],
}

beforeAll(async () => {
  sim = await startCalcomSim({ world: WORLD, rateLimit: { limit: 100_000 }, raceWindowMs: 0 })
  pia = new Client(sim, 'pia')
})
beforeEach(() => {
  sim.control.reset(2)
  sim.control.createWorld(WORLD)
  sim.control.clock({ now: '2030-01-01T00:00:00Z' })
})
afterAll(() => sim.close())

const START = '2030-01-02T09:00:00Z'
const bookings = () => sim.control.bookings('pia').length
const create = (kind: FaultKind, delayMs?: number) =>
  sim.control.addFault({
    kind,
    match: { method: 'POST', path: '/v2/bookings', user: 'pia' },
    times: 1,
    ...(delayMs === undefined ? {} : { delayMs }),
  })

describe('faults', () => {
  it.each<[FaultKind, number]>([
    ['timeout_before_commit', 0],
    ['timeout_after_commit', 1],
    ['reset_connection_before', 0],
    ['reset_connection_after', 1],
    ['hang', 0],
  ])('%s: the caller hears nothing, and %i bookings are made', async (kind, made) => {
    create(kind, 20)
    await expect(pia.book(3, START)).rejects.toThrow()
    expect(bookings()).toBe(made)
    expect(sim.control.journal({ method: 'POST' })).toMatchObject([{ fault: kind, status: 0, user: 'pia' }])
    const next = await pia.book(3, START)
    expect(next.status).toBe(made === 0 ? 201 : 400)
  })

  it.each<[FaultKind, number, number]>([
    ['http_500_before', 500, 0],
    ['http_500_after', 500, 1],
    ['html_502', 502, 0],
    ['html_502_after', 502, 1],
  ])('%s: the caller gets %i, and %i bookings are made', async (kind, status, made) => {
    create(kind)
    const answer = await pia.book(3, START)
    expect(answer.status).toBe(status)
    if (status === 500) expect(answer.body).toEqual({ statusCode: 500, message: 'Internal server error' })
    else expect(answer.headers.get('content-type')).toContain('text/html')
    expect(bookings()).toBe(made)
  })

  it('rate_limit blocks the key for as long as it says', async () => {
    sim.control.addFault({ kind: 'rate_limit', times: 1, delayMs: 5000 })
    const first = await pia.get('/v2/me')
    expect([first.status, first.headers.get('x-ratelimit-reset-default')]).toEqual([429, '5'])
    expect((await pia.get('/v2/me')).status).toBe(429)
    sim.control.clock({ advanceMs: 5001 })
    expect((await pia.get('/v2/me')).status).toBe(200)
  })

  it('empty_slots looks like a calendar that cannot be read', async () => {
    sim.control.addFault({ kind: 'empty_slots', times: 1 })
    expect(await pia.slots(3, '2030-01-02', '2030-01-02')).toEqual([])
    expect((await pia.slots(3, '2030-01-02', '2030-01-02')).length).toBeGreaterThan(0)
  })

  it('latency only takes time', async () => {
    sim.control.addFault({ kind: 'latency', delayMs: 30, times: 1 })
    expect((await pia.get('/v2/me')).status).toBe(200)
    expect(sim.control.journal()[0]?.durationMs).toBeGreaterThanOrEqual(29)
  })

  it('hit only what they match, and with the probability given', async () => {
    sim.control.addFault({ kind: 'http_500_before', match: { path: '/^\\/v2\\/(slots|webhooks)/' }, probability: 0.5 })
    const statuses = []
    for (let i = 0; i < 60; i++) statuses.push((await pia.get('/v2/webhooks')).status)
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThan(15)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(15)
    expect((await pia.get('/v2/me')).status).toBe(200)
  })

  it('take everything down until it is up again, but not the control', async () => {
    sim.control.down()
    await expect(pia.get('/v2/me')).rejects.toThrow()
    expect((await pia.get('/_sim/health')).body).toMatchObject({ status: 'ok', down: 'reset' })
    sim.control.down('503')
    expect((await pia.get('/v2/me')).status).toBe(503)
    sim.control.up()
    expect((await pia.get('/v2/me')).status).toBe(200)
  })
})
