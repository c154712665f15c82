import { randomUUID } from 'node:crypto'
import { appointmentsOf } from '../appointments.ts'
import { counted, isWrite } from '../calcom.ts'
import type { Demo } from '../demo.ts'
import { lookUp, wishOf } from '../look-up.ts'
import { expect, ms, until } from '../until.ts'

export async function customerBooks(demo: Demo): Promise<string> {
  const wish = wishOf(demo, 'blow-dry', 'deniz', 'kreuzberg')
  const { data } = await lookUp(demo, wish)
  const start = data.slots[0]?.start
  expect(start !== undefined, 'nothing is free')
  const email = `gast-${randomUUID().slice(0, 8)}@example.com`
  const { result, calls } = await counted(demo, isWrite, async () => {
    const { status, body } = await demo.simulator('POST', '/_sim/customer/book', {
      eventTypeSlug: 'blow-dry',
      username: 'deniz',
      start: new Date(start).toISOString(),
      attendee: { name: 'Gast Online', email, timeZone: 'Europe/Berlin' },
    })
    expect(status === 200, `the customer could not book: ${JSON.stringify(body).slice(0, 300)}`)
    return until('the appointment here', async () => (await appointmentsOf(demo, email))[0])
  })
  expect(
    result.value.origin === 'calcom' && result.value.status === 'booked',
    `origin ${result.value.origin}, status ${result.value.status}`,
  )
  expect(calls === 0, `${calls} changes were sent to Cal.com`)
  return `a customer booked in Cal.com itself: here after ${ms(result.afterMs)}, origin calcom, nothing sent back`
}
