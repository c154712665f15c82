import { type CalcomSim, type CalcomSimOptions, startCalcomSim } from '@calbridge/calcom-sim'
import { systemClock } from '@calbridge/core'
import { testScope } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { memoryBreaker } from './breaker/memory-breaker.ts'
import { memoryBudget } from './budget/memory-budget.ts'
import { clientContract } from './client.contract.ts'
import { type CalcomClient, calcomClient } from './client.ts'
import type { CalcomError } from './errors.ts'

const clock = systemClock
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const
const options = { priority: 'sync', timeoutMs: 5_000 } as const

async function start(
  given: CalcomSimOptions = {},
): Promise<{ sim: CalcomSim; client: CalcomClient; eventTypeId: number; confirmedByHostId: number }> {
  const sim = await startCalcomSim({
    slotCacheMs: 0,
    world: {
      users: [
        {
          username: 'host',
          timeZone: 'UTC',
          keys: [{ key: 'cal_live_contract' }],
          schedules: [{ name: 'Week', timeZone: 'UTC', isDefault: true, availability: [{ days, startTime: '09:00', endTime: '17:00' }] }],
          eventTypes: [
            { id: 11, title: 'Cut', slug: 'cut', lengthInMinutes: 30, minimumBookingNotice: 0 },
            { id: 12, title: 'Ask', slug: 'ask', lengthInMinutes: 30, minimumBookingNotice: 0, confirmationPolicy: { type: 'always' } },
          ],
        },
      ],
    },
    ...given,
  })
  const client = calcomClient({
    baseUrl: `${sim.url}/v2`,
    apiKey: 'cal_live_contract',
    budget: memoryBudget({ clock, limits: { burstCap: 100, burstMs: 100 } }),
    breaker: memoryBreaker({ clock }),
    clock,
    writeTimeoutMs: 500,
  })
  testScope().defer('calcom simulator', async () => {
    await client.close()
    await sim.close()
  })
  return { sim, client, eventTypeId: 11, confirmedByHostId: 12 }
}

clientContract('calcom-sim', () => start())

describe('when a booking is made and its answer is lost', () => {
  const startMs = (() => {
    const date = new Date(Date.now() + 14 * 86_400_000)
    while (date.getUTCDay() % 6 === 0) date.setUTCDate(date.getUTCDate() + 1)
    return date.setUTCHours(10, 0, 0, 0)
  })()
  const wanted = {
    eventTypeId: 11,
    startMs,
    attendee: { name: 'J', email: 'j@example.com', timeZone: 'UTC' },
    metadata: { calbridge_change: 'c9' },
  }

  it.each(['timeout_after_commit', 'reset_connection_after', 'http_500_after', 'html_502_after'] as const)(
    'by %s, it says that the outcome is unknown, and the booking is found by its metadata',
    async (kind) => {
      const { sim, client } = await start()
      sim.control.addFault({ kind, times: 1, match: { method: 'POST', path: '/v2/bookings' }, delayMs: 2_000 })
      const error = await client.createBooking(wanted, options).then(
        () => undefined,
        (failed: CalcomError) => failed,
      )
      expect(error).toMatchObject({ kind: 'unknown_outcome', sent: true })
      const query = { eventTypeId: 11, attendeeEmail: 'j@example.com', afterStartMs: startMs, beforeEndMs: startMs + 1_800_000 }
      const { bookings } = await client.listBookings(query, options)
      expect(bookings.map(({ metadata }) => metadata.calbridge_change)).toEqual(['c9'])
      expect(sim.control.journal({ method: 'POST' })).toHaveLength(1)
    },
  )
})

it('stops at Cal.com’s limit by what the answers tell, before Cal.com has to', async () => {
  const { sim, client } = await start({ rateLimit: { limit: 6, windowMs: 60_000, blockMs: 60_000 } })
  const outcomes: string[] = []
  for (let call = 0; call < 10; call++) {
    outcomes.push(
      await client.me({ priority: 'interactive', timeoutMs: 200 }).then(
        () => 'ok',
        (error: CalcomError) => String(error.reason),
      ),
    )
  }
  expect(outcomes.slice(0, 6)).toEqual(Array(6).fill('ok'))
  expect(outcomes.slice(6)).toEqual(Array(4).fill('budget_window'))
  expect(sim.control.journal().every(({ status }) => status === 200)).toBe(true)
})

it('says that the key is wrong', async () => {
  const { sim } = await start()
  const client = calcomClient({
    baseUrl: sim.url,
    apiKey: 'cal_wrong',
    budget: memoryBudget({ clock }),
    breaker: memoryBreaker({ clock }),
    clock,
  })
  testScope().defer('client', () => client.close())
  await expect(client.me(options)).rejects.toMatchObject({ kind: 'unauthorised', permanent: false })
  await expect(client.listBookings({}, options)).rejects.toMatchObject({ kind: 'unauthorised' })
})
