import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, salonWorld, startCalcomSim, type WorldSpec } from '../src/index.ts'
import { Client, hours } from './client.ts'
import { Receiver } from './receiver.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

let sim: CalcomSim
let anyone: Client
const WORLD: WorldSpec = {
  users: [
    {
      username: 'uma',
      key: 'cal_uma',
      timeZone: 'UTC',
      schedules: [{ availability: hours('08:00', '18:00') }],
      eventTypes: [
        { id: 5, title: 'Lesson', slug: 'lesson', lengthInMinutes: 55, minimumBookingNotice: 0 },
        { id: 6, title: 'Trial', slug: 'trial', lengthInMinutes: 30, minimumBookingNotice: 0, confirmationPolicy: { type: 'always' } },
      ],
    },
  ],
}

beforeAll(async () => {
  sim = await startCalcomSim({ raceWindowMs: 0 })
  anyone = new Client(sim)
})
beforeEach(async () => {
  await anyone.post('/_sim/reset', { seed: 4 })
  await anyone.post('/_sim/world', WORLD)
  await anyone.post('/_sim/clock', { now: '2032-05-01T00:00:00Z' })
})
afterAll(() => sim.close())

const attendee = { name: 'Walk In', email: 'walk.in@example.org', timeZone: 'UTC' }
const customer = (action: string, body: object) => anyone.post(`/_sim/customer/${action}`, body)

describe('the control API', () => {
  it('makes the same world, the same ids and the same keys from the same seed', async () => {
    const run = async (seed: number) => {
      await anyone.post('/_sim/reset', { seed })
      const world = (await anyone.post('/_sim/world', salonWorld())).body
      await anyone.post('/_sim/clock', { now: '2032-05-01T00:00:00Z' })
      const { body } = await customer('book', { eventTypeId: world.eventTypes[0].id, start: '2032-05-04T09:00:00Z', attendee })
      return { keys: world.users.map(({ key }: { key: string }) => key), uid: body.data.uid }
    }
    const [one, again, other] = [await run(77), await run(77), await run(78)]
    expect(again).toEqual(one)
    expect(other.uid).not.toBe(one.uid)
    expect(new Set(one.keys).size).toBe(5)
  })

  it('says what is wrong with a world', async () => {
    const { status, body } = await anyone.post('/_sim/event-types', { owner: 'nobody', title: 'x', slug: 'x', lengthInMinutes: 5 })
    expect([status, body]).toEqual([400, { error: 'unknown user nobody' }])
  })

  it('books, moves and cancels as a customer: webhooks, no metadata, no limit, not in the journal', async () => {
    const receiver = await Receiver.start()
    await anyone.post('/_sim/webhooks', { owner: 'uma', subscriberUrl: `${receiver.url}/u` })
    const { uid } = (await customer('book', { eventTypeId: 5, start: '2032-05-04T09:00:00Z', attendee })).body.data
    const moved = (await customer('move', { uid, start: '2032-05-04T12:00:00Z' })).body.data
    expect(moved).toMatchObject({ rescheduledFromUid: uid, metadata: {}, rescheduledByEmail: 'walk.in@example.org' })
    expect((await customer('cancel', { uid: moved.uid })).body.data.status).toBe('cancelled')
    expect(receiver.triggers()).toEqual(['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED'])
    expect((await anyone.get('/_sim/journal')).body.entries).toEqual([])
    await receiver.close()
  })

  it('decides as the host, and passes on what Cal.com refuses', async () => {
    const pending = async (hour: string) =>
      (await customer('book', { eventTypeId: 6, start: `2032-05-04T${hour}:00:00Z`, attendee })).body.data.uid
    expect((await customer('confirm', { uid: await pending('09') })).body.data.status).toBe('accepted')
    expect((await customer('decline', { uid: await pending('10'), reason: 'no' })).body.data.status).toBe('rejected')
    const taken = await customer('book', { eventTypeId: 5, start: '2032-05-04T09:00:00Z', attendee })
    expect(taken.status).toBe(400)
    expect(taken.body.error.code).toBe('BadRequestException')
  })

  it('keeps a journal by user, and forgets it on request', async () => {
    await anyone.call('GET', '/v2/me', undefined, { authorization: 'Bearer cal_uma' })
    await anyone.call('GET', '/v2/slots?eventTypeId=5&start=2032-05-04&end=2032-05-04')
    const { entries, counts } = (await anyone.get('/_sim/journal')).body
    expect(entries).toMatchObject([
      { user: 'uma', method: 'GET', path: '/v2/me', status: 200, fault: null },
      { user: 'ip', status: 200 },
    ])
    expect(counts).toEqual({ uma: 1, ip: 1 })
    expect((await anyone.get('/_sim/journal?path=slots&user=ip')).body.entries).toHaveLength(1)
    await anyone.call('DELETE', '/_sim/journal')
    expect((await anyone.get('/_sim/journal')).body.entries).toEqual([])
  })

  it('sets, advances and freezes the time', async () => {
    const nowAfter = async (change: object) => (await anyone.post('/_sim/clock', change)).body.now as string
    expect(await nowAfter({ now: '2040-02-29T12:00:00Z', frozen: true })).toBe('2040-02-29T12:00:00.000Z')
    expect(await nowAfter({ advanceMs: 3_600_000 })).toBe('2040-02-29T13:00:00.000Z')
    expect(await nowAfter({})).toBe('2040-02-29T13:00:00.000Z')
    expect((await anyone.post('/_sim/clock', { now: 'soon' })).status).toBe(400)
    await anyone.post('/_sim/clock', { frozen: false })
  })

  it('tells the truth about all bookings, and of one user', async () => {
    await customer('book', { eventTypeId: 5, start: '2032-05-04T09:00:00Z', attendee })
    expect((await anyone.get('/_sim/bookings')).body).toHaveLength(1)
    expect((await anyone.get('/_sim/bookings?user=uma')).body).toMatchObject([{ status: 'accepted' }])
    expect((await anyone.get('/_sim/bookings?user=nobody')).status).toBe(400)
  })
})
