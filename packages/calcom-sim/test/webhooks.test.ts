import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, startCalcomSim, type WorldSpec } from '../src/index.ts'
import { Client, hours } from './client.ts'
import { Receiver } from './receiver.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

let sim: CalcomSim
let receiver: Receiver
let tom: Client
const START = '2030-07-01T09:00:00Z'
const worldFor = (url: string): WorldSpec => ({
  users: [
    {
      username: 'tom',
      key: 'cal_tom',
      timeZone: 'UTC',
      schedules: [{ availability: hours('06:00', '22:00') }],
      eventTypes: [{ id: 11, title: 'Call', slug: 'call', lengthInMinutes: 15, minimumBookingNotice: 0 }],
      webhooks: [
        {
          subscriberUrl: `${url}/hook`,
          secret: 'shh',
          triggers: ['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED', 'MEETING_ENDED'],
        },
      ],
    },
  ],
})

beforeAll(async () => {
  receiver = await Receiver.start()
  sim = await startCalcomSim({ world: worldFor(receiver.url), rateLimit: { limit: 100_000 }, raceWindowMs: 0 })
  tom = new Client(sim, 'tom')
})
beforeEach(() => {
  sim.control.reset(9)
  sim.control.createWorld(worldFor(receiver.url))
  sim.control.clock({ now: '2030-06-30T00:00:00Z' })
  receiver.clear()
})
afterAll(() => Promise.all([sim.close(), receiver.close()]))

const book = async (minute = 0) => (await tom.book(11, new Date(Date.parse(START) + minute * 60_000).toISOString())).body.data.uid as string
const cancel = (uid: string) => tom.post(`/v2/bookings/${uid}/cancel`, { cancellationReason: 'late' })
const statusOf = async (raw: string) => (await tom.get(`/v2/bookings/${JSON.parse(raw).payload.uid}`)).body.data.status

describe('webhooks of the first generation', () => {
  it('are sent inside the request, which waits for the slowest', async () => {
    let release = () => {}
    const arrived = new Promise<void>((resolve) => {
      receiver.answer = () => {
        resolve()
        return new Promise((answer) => {
          release = () => answer(200)
        })
      }
    })
    let answered = false
    const booking = book().then(() => {
      answered = true
    })
    await arrived
    expect(answered).toBe(false)
    release()
    await booking
    expect(receiver.triggers()).toEqual(['BOOKING_CREATED'])
  })

  it('show a created booking to who reads back, and a cancelled one still alive', async () => {
    const seen: string[] = []
    receiver.answer = async ({ raw }) => {
      seen.push(await statusOf(raw))
      return 200
    }
    const uid = await book()
    await cancel(uid)
    expect(seen).toEqual(['accepted', 'accepted'])
    expect((await tom.get(`/v2/bookings/${uid}`)).body.data.status).toBe('cancelled')
  })

  it('are tried once, whatever the receiver says, and move the booking’s time of change', async () => {
    receiver.answer = () => 500
    const uid = await book()
    const { createdAt, updatedAt } = (await tom.get(`/v2/bookings/${uid}`)).body.data
    expect(Date.parse(updatedAt)).toBeGreaterThan(Date.parse(createdAt))
    expect(receiver.received).toHaveLength(1)
    expect(sim.control.deliveries()).toMatchObject([{ trigger: 'BOOKING_CREATED', state: 'failed', attempts: [{ status: 500 }] }])
  })
})

describe('webhooks in trouble', () => {
  it('get lost on request', async () => {
    sim.control.deliveryPolicy({ lose: 1 })
    await book()
    expect(receiver.received).toHaveLength(0)
    expect(sim.control.deliveries()[0]?.state).toBe('lost')
  })

  it('come twice, byte for byte', async () => {
    sim.control.deliveryPolicy({ duplicate: 1 })
    await book()
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(2)
    expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw)
  })

  it('come late without holding up the request', async () => {
    sim.control.deliveryPolicy({ delayMs: 40 })
    await book()
    expect(receiver.received).toHaveLength(0)
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(1)
  })

  it('come in another order, none missing', async () => {
    sim.control.deliveryPolicy({ reorder: 100 })
    const uids = []
    for (const minute of [0, 15, 30, 45, 60, 75]) uids.push(await book(minute))
    await sim.control.settleDeliveries()
    const order = receiver.received.map(({ raw }) => JSON.parse(raw).payload.uid)
    expect(order).not.toEqual(uids)
    expect([...order].sort()).toEqual([...uids].sort())
  })

  it('are sent again on request, in the order asked for', async () => {
    const first = await book()
    await cancel(first)
    receiver.clear()
    expect(await sim.control.redeliver('all', 2, 'reversed')).toBe(4)
    expect(receiver.triggers()).toEqual(['BOOKING_CANCELLED', 'BOOKING_CREATED', 'BOOKING_CANCELLED', 'BOOKING_CREATED'])
  })
})

describe('webhooks of the second generation', () => {
  it('wait for the cron, and only a network error brings them back, twice at most', async () => {
    sim.control.webhookSettings({ generation: 2 })
    await book()
    expect(receiver.received).toHaveLength(0)
    receiver.answer = () => 500
    await sim.control.cron()
    await sim.control.cron()
    expect(receiver.received).toHaveLength(1)

    const dead: WorldSpec = { webhooks: [{ owner: 'tom', subscriberUrl: 'http://127.0.0.1:9/none', triggers: ['BOOKING_CREATED'] }] }
    sim.control.createWorld(dead)
    await book(30)
    for (let run = 0; run < 5; run++) await sim.control.cron()
    const attempts = sim.control.deliveries().find(({ url }) => url.endsWith('/none'))?.attempts
    expect(attempts).toHaveLength(3)
  })
})

describe('webhooks of the third generation', () => {
  it('are tried up to four times with the same bytes while the receiver is in trouble', async () => {
    sim.control.webhookSettings({ generation: 3, retryMinMs: 1 })
    receiver.answer = () => 503
    await book()
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(4)
    expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1)
  })

  it('are not tried again for a 404, and a 410 ends the subscription', async () => {
    sim.control.webhookSettings({ generation: 3, retryMinMs: 1 })
    receiver.answer = () => 404
    await book()
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(1)
    receiver.answer = () => 410
    await book(30)
    await sim.control.settleDeliveries()
    expect((await tom.get('/v2/webhooks')).body.data[0].active).toBe(false)
    await book(60)
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(2)
  })

  it('are sent to all once more when the whole task runs again', async () => {
    sim.control.webhookSettings({ generation: 3, rerunProbability: 1 })
    await book()
    await sim.control.settleDeliveries()
    expect(receiver.received).toHaveLength(2)
  })
})

describe('meetings', () => {
  it('are told when they end, from the row as it was, and not after a reschedule', async () => {
    const kept = await book()
    const moved = await book(60)
    await tom.post(`/v2/bookings/${moved}/reschedule`, { start: '2030-07-09T09:00:00Z' })
    receiver.clear()
    sim.control.clock({ now: '2030-07-02T00:00:00Z' })
    await sim.control.cron()
    await sim.control.cron()
    expect(receiver.received.map(({ raw }) => JSON.parse(raw))).toMatchObject([{ triggerEvent: 'MEETING_ENDED', uid: kept }])
  })
})
