import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalcomSim, startCalcomSim } from '../src/index.ts'
import { Client, hours } from './client.ts'

let sim: CalcomSim
let max: Client
const nobody = () => new Client(sim)

beforeAll(async () => {
  const plain = { lengthInMinutes: 20, minimumBookingNotice: 0 }
  const max = {
    username: 'max',
    timeZone: 'UTC',
    schedules: [{ availability: hours('08:00', '12:00') }],
    eventTypes: [
      { id: 31, title: 'Fitting', slug: 'fitting', ...plain },
      { id: 32, title: 'Advice', slug: 'advice', ...plain },
    ],
  }
  sim = await startCalcomSim({ now: '2033-01-01T00:00:00Z', world: { users: [max, { username: 'eva' }] }, slotCacheMs: 0 })
})
beforeAll(() => {
  max = new Client(sim, 'max')
})
afterAll(() => sim.close())

const reserve = (slotStart: string, more: object = {}, by = max) =>
  by.post('/v2/slots/reservations', { eventTypeId: 31, slotStart, ...more })

describe('a reservation', () => {
  it('hides the time from all of the host’s event types, until it is over', async () => {
    expect((await reserve('2033-01-04T09:00:00Z', { reservationDuration: 3 })).body.data).toMatchObject({
      reservationDuration: 3,
      slotDuration: 20,
    })
    const listed = async (type: number) => (await max.slots(type, '2033-01-04', '2033-01-04')).includes('2033-01-04T09:00:00.000Z')
    expect([await listed(31), await listed(32)]).toEqual([false, false])
    sim.control.clock({ advanceMs: 180_001 })
    expect([await listed(31), await listed(32)]).toEqual([true, true])
  })

  it('keeps nobody from booking the time', async () => {
    const { reservationUid } = (await reserve('2033-01-05T09:00:00Z')).body.data
    expect((await nobody().book(31, '2033-01-05T09:00:00Z')).status).toBe(201)
    expect((await max.get(`/v2/slots/reservations/${reservationUid}`)).body.data).toMatchObject({ reservationUid, eventTypeId: 31 })
    expect((await reserve('2033-01-05T09:10:00Z')).body.error.message).toBe("Can't reserve a slot if the event is already booked.")
  })

  it('is refused where another of the event type overlaps, not where another event type’s does', async () => {
    await reserve('2033-01-06T09:00:00Z')
    expect((await reserve('2033-01-06T09:10:00Z')).status).toBe(422)
    expect((await reserve('2033-01-06T09:10:00Z', { eventTypeId: 32 })).status).toBe(201)
  })

  it('may last as long as one likes only for those whose event type it is', async () => {
    expect((await reserve('2033-01-07T09:00:00Z', { reservationDuration: 9 }, nobody())).status).toBe(401)
    expect((await reserve('2033-01-07T09:00:00Z', { reservationDuration: 9 }, new Client(sim, 'eva'))).status).toBe(403)
  })

  it('can be given back, twice too', async () => {
    const { reservationUid } = (await reserve('2033-01-08T09:00:00Z')).body.data
    for (let i = 0; i < 2; i++)
      expect((await max.call('DELETE', `/v2/slots/reservations/${reservationUid}`)).body).toEqual({ status: 'success' })
    expect((await max.get(`/v2/slots/reservations/${reservationUid}`)).body).toEqual({ status: 'success', data: null })
  })
})
