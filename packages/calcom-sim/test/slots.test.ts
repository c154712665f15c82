import fc from 'fast-check'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, startCalcomSim } from '../src/index.ts'
import { Client, hours } from './client.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

let sim: CalcomSim
let vera: Client

beforeAll(async () => {
  sim = await startCalcomSim({
    now: '2028-05-02T05:00:00Z',
    rateLimit: { limit: 100_000 },
    raceWindowMs: 0,
    world: {
      users: [
        {
          username: 'vera',
          timeZone: 'America/Sao_Paulo',
          schedules: [
            { id: 50, availability: hours('10:00', '16:00'), overrides: [{ date: '2028-06-06', startTime: '12:00', endTime: '13:30' }] },
          ],
          eventTypes: [
            { id: 500, title: 'Massage', slug: 'massage', lengthInMinutes: 50, minimumBookingNotice: 0 },
            {
              id: 501,
              title: 'Sauna',
              slug: 'sauna',
              lengthInMinutes: 20,
              minimumBookingNotice: 0,
              beforeEventBuffer: 10,
              afterEventBuffer: 5,
            },
            { id: 502, title: 'Soon', slug: 'soon', lengthInMinutes: 60, minimumBookingNotice: 26 * 60 },
            {
              id: 503,
              title: 'Window',
              slug: 'window',
              lengthInMinutes: 60,
              minimumBookingNotice: 0,
              bookingWindow: { type: 'businessDays', value: 3, rolling: false },
            },
            { id: 504, title: 'Steps', slug: 'steps', lengthInMinutes: 45, slotInterval: 20, minimumBookingNotice: 0 },
          ],
        },
        {
          username: 'london',
          timeZone: 'Europe/London',
          schedules: [{ availability: hours('00:00', '06:00') }],
          eventTypes: [{ id: 510, title: 'Night', slug: 'night', lengthInMinutes: 60, minimumBookingNotice: 0 }],
        },
        {
          username: 'mumbai',
          timeZone: 'Asia/Kolkata',
          schedules: [{ availability: hours('09:15', '12:00') }],
          eventTypes: [{ id: 520, title: 'Tea', slug: 'tea', lengthInMinutes: 30, minimumBookingNotice: 0 }],
        },
      ],
    },
  })
  vera = new Client(sim, 'vera')
})
afterAll(() => sim.close())

const local = (iso: string, zone: string) => DateTime.fromISO(iso, { zone }).toFormat('HH:mm')

describe('slots', () => {
  it('are the working hours cut into lengths, in the zone asked for', async () => {
    const starts = await vera.slots(500, '2028-05-10', '2028-05-10', '&timeZone=America/Sao_Paulo')
    expect(starts.map((start) => start.slice(11, 16))).toEqual(['10:00', '10:50', '11:40', '12:30', '13:20', '14:10', '15:00'])
    expect(starts[0]).toBe('2028-05-10T10:00:00.000-03:00')
  })

  it('begin on the grid of the host’s clock where offsets are not whole hours', async () => {
    const starts = await vera.slots(520, '2028-05-10', '2028-05-10')
    expect(starts.map((start) => local(start, 'Asia/Kolkata'))).toEqual(['09:30', '10:00', '10:30', '11:00', '11:30'])
  })

  it('follow an override of a date in place of the week', async () => {
    const starts = await vera.slots(500, '2028-06-06', '2028-06-06', '&timeZone=America/Sao_Paulo')
    expect(starts.map((start) => start.slice(11, 16))).toEqual(['12:00'])
  })

  it('keep the notice and the booking window', async () => {
    expect((await vera.slots(502, '2028-05-02', '2028-05-03'))[0]).toBe('2028-05-03T13:00:00.000Z')
    const days = (await vera.slots(503, '2028-05-02', '2028-05-20')).map((start) => start.slice(0, 10))
    expect([...new Set(days)]).toEqual(['2028-05-02', '2028-05-03', '2028-05-04', '2028-05-05'])
  })

  it('lie an interval apart when there is one', async () => {
    const starts = await vera.slots(504, '2028-05-11', '2028-05-11', '&timeZone=America/Sao_Paulo')
    expect(starts.slice(0, 3).map((start) => start.slice(11, 16))).toEqual(['10:00', '10:20', '10:40'])
    expect(starts.at(-1)?.slice(11, 16)).toBe('15:00')
  })

  it('leave room for the buffers of both sides', async () => {
    // 12:00-12:20 with 10 before and 5 after, on vera's clock.
    expect((await vera.book(501, '2028-05-15T15:00:00Z')).status).toBe(201)
    const of = async (id: number) =>
      (await vera.slots(id, '2028-05-15', '2028-05-15', '&timeZone=America/Sao_Paulo')).map((start) => start.slice(11, 16))
    expect(await of(501)).not.toContain('11:40') // would end at 12:00, with 5 after and 10 before in between
    expect(await of(501)).toContain('11:20')
    expect(await of(501)).toContain('12:40')
    expect(await of(500)).toContain('10:50') // ends 11:40
    expect(await of(500)).not.toContain('11:40') // ends 12:30
    // 5 minutes after one and 10 before the other: the earlier must end by 11:45, the later begin at 12:35.
    for (const start of ['14:27', '15:34']) expect((await vera.book(501, `2028-05-15T${start}:00Z`)).status).toBe(400)
    for (const start of ['14:25', '15:35']) expect((await vera.book(501, `2028-05-15T${start}:00Z`)).status).toBe(201)
  })

  it('list a just-booked time for two seconds more', async () => {
    const wanted = '2028-05-16T13:00:00.000Z'
    expect(await vera.slots(500, '2028-05-16', '2028-05-16')).toContain(wanted)
    expect((await vera.book(500, wanted)).status).toBe(201)
    expect(await vera.slots(500, '2028-05-16', '2028-05-16')).toContain(wanted)
    sim.control.clock({ advanceMs: 2001 })
    expect(await vera.slots(500, '2028-05-16', '2028-05-16')).not.toContain(wanted)
  })

  it('have a phantom hour in spring and lack one in autumn, on the day of the switch only', async () => {
    const zone = '&timeZone=Europe/London'
    const spring = await vera.slots(510, '2029-03-24', '2029-03-26', zone)
    expect(spring).toContain('2029-03-24T23:00:00.000+00:00')
    expect((await vera.book(510, '2029-03-24T23:00:00Z')).status).toBe(400)
    const autumn = await vera.slots(510, '2028-10-28', '2028-10-30', zone)
    expect(autumn).not.toContain('2028-10-29T00:00:00.000+01:00')
    expect(autumn).toContain('2028-10-30T00:00:00.000+00:00')
    expect((await vera.book(510, '2028-10-28T23:00:00Z')).status).toBe(400)
    expect((await vera.book(510, '2028-10-29T04:00:00Z')).status).toBe(201)
  })

  it('can all be booked, and none that is not free is listed', async () => {
    const dayAndMinute = fc.record({
      day: fc.integer({ min: 1, max: 28 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      type: fc.constantFrom(500, 501, 504),
    })
    await fc.assert(
      fc.asyncProperty(dayAndMinute, async ({ day, minute, type }) => {
        sim.control.clock({ advanceMs: 2001 })
        const start = DateTime.utc(2028, 8, day).plus({ minutes: minute })
        const iso = start.toISO() ?? ''
        const date = iso.slice(0, 10)
        const listed = await vera.slots(type, date, date)
        const booked = await vera.book(type, iso)
        if (listed.includes(iso)) expect(booked.status).toBe(201)
        if (booked.status === 201) {
          sim.control.clock({ advanceMs: 2001 })
          const left = await vera.slots(type, date, date)
          expect(left).not.toContain(iso)
        }
        const pick = listed.find((slot) => Math.abs(DateTime.fromISO(slot).diff(start, 'minutes').minutes) > 200)
        if (pick) expect((await vera.book(type, pick)).status).toBe(201)
      }),
      { numRuns: 40, seed: 7 },
    )
  })
})
