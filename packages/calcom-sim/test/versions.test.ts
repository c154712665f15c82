import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalcomSim, startCalcomSim } from '../src/index.ts'
import { Client, hours } from './client.ts'

let sim: CalcomSim
let ole: Client

beforeAll(async () => {
  const eventTypes = [{ id: 8, title: 'Walk', slug: 'walk', lengthInMinutes: 45, minimumBookingNotice: 0 }]
  sim = await startCalcomSim({
    world: { users: [{ username: 'ole', timeZone: 'UTC', schedules: [{ availability: hours('08:00', '18:00') }], eventTypes }] },
  })
  ole = new Client(sim, 'ole')
})
afterAll(() => sim.close())

const asOf = (path: string, version: string) => ole.call('GET', path, undefined, { 'cal-api-version': version })

describe('the version header', () => {
  it.each(['', '2024-08-13', '2030-01-01'])('of %j leaves the slots unfound', async (version) => {
    const path = '/v2/slots?eventTypeId=8&start=2035-01-01&end=2035-01-01'
    const { status, body } = await asOf(path, version)
    expect([status, body.error.message]).toEqual([404, `Cannot GET ${path}`])
  })

  it('that is unknown means the oldest: bookings and event types in other shapes', async () => {
    expect((await asOf('/v2/bookings', '2029-01-01')).body.data).toMatchObject({ bookings: [], totalCount: 0, nextCursor: null })
    expect((await asOf('/v2/event-types', '')).body.data.eventTypeGroups[0].eventTypes).toMatchObject([{ id: 8, length: 45 }])
    expect((await asOf('/v2/event-types', '2024-06-14')).body.data).toMatchObject([{ id: 8, lengthInMinutes: 45 }])
  })

  it('is not needed for me and webhooks', async () => {
    for (const path of ['/v2/me', '/v2/webhooks']) expect((await asOf(path, '')).status).toBe(200)
  })
})

describe('what one may see', () => {
  it('is one’s own event types, unless they are asked for by name', async () => {
    const nobody = new Client(sim)
    expect((await nobody.get('/v2/event-types')).body.data).toEqual([])
    expect((await nobody.get('/v2/event-types?username=ole')).body.data).toMatchObject([{ slug: 'walk' }])
    expect((await nobody.get('/v2/event-types/8')).status).toBe(401)
  })

  it('changes with a PATCH, and what was not named stays', async () => {
    await ole.call('PATCH', '/v2/event-types/8', { lengthInMinutes: 20, bookingWindow: { type: 'calendarDays', value: 9, rolling: false } })
    expect((await ole.get('/v2/event-types/8')).body.data).toMatchObject({
      title: 'Walk',
      lengthInMinutes: 20,
      minimumBookingNotice: 0,
      bookingWindow: { value: 9 },
    })
    const made = (await ole.post('/v2/schedules', { name: 'Summer', timeZone: 'UTC', isDefault: true })).body.data
    expect(made).toMatchObject({ name: 'Summer', isDefault: true })
    await ole.call('PATCH', `/v2/schedules/${made.id}`, { availability: [{ days: ['Friday'], startTime: '10:00', endTime: '11:00' }] })
    expect((await ole.get('/v2/schedules/default')).body.data).toMatchObject({ name: 'Summer', availability: [{ days: ['Friday'] }] })
  })
})
