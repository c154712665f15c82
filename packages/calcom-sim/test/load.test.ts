import { expect, it } from 'vitest'
import { startCalcomSim } from '../src/index.ts'
import { Client, hours } from './client.ts'
import { Receiver } from './receiver.ts'

it('stands 1,000 callers at once and 500 webhooks', async () => {
  const receiver = await Receiver.start()
  const sim = await startCalcomSim({
    rateLimit: { limit: 100_000 },
    world: {
      users: [
        {
          username: 'kim',
          timeZone: 'UTC',
          schedules: [{ availability: hours('00:00', '23:59') }],
          eventTypes: [{ id: 1, title: 'Slot', slug: 'slot', lengthInMinutes: 5, minimumBookingNotice: 0 }],
          webhooks: [{ subscriberUrl: `${receiver.url}/k`, secret: 's' }],
        },
      ],
    },
  })
  const kim = new Client(sim, 'kim')
  const asked = await Promise.all(Array.from({ length: 1000 }, () => kim.get('/v2/slots?eventTypeId=1&start=2035-01-01&end=2035-01-03')))
  expect(asked.every(({ status }) => status === 200)).toBe(true)
  const starts = Array.from({ length: 500 }, (_, i) => new Date(Date.UTC(2035, 0, 1, 0, i * 5)).toISOString())
  const made = await Promise.all(starts.map((start, i) => kim.book(1, start, `k${i}@example.net`)))
  expect(made.every(({ status }) => status === 201)).toBe(true)
  expect(receiver.received).toHaveLength(500)
  await sim.close()
  await receiver.close()
}, 30_000)
