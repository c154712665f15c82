import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { salonWorld, startCalcomSim } from '../src/index.ts'

it('goes on after a restart with the bookings, ids and keys that it had, and makes no id twice', async () => {
  const data = mkdtempSync(join(tmpdir(), 'calcom-sim-'))
  const book = async (sim: Awaited<ReturnType<typeof startCalcomSim>>, hour: string) => {
    const [eventType] = sim.control.describeWorld().eventTypes
    const start = `2027-01-12T${hour}:00:00Z`
    return (await sim.control.customer.book({
      eventTypeId: eventType!.id,
      start,
      attendee: { name: 'Eva', email: 'eva@example.com', timeZone: 'UTC' },
    })) as { uid: string }
  }
  const options = { data, now: '2026-12-20T08:00:00Z' }

  const first = await startCalcomSim({ ...options, world: salonWorld() })
  const booked = await book(first, '10')
  const described = first.control.describeWorld()
  await first.close()

  const second = await startCalcomSim(options)
  try {
    expect(second.control.describeWorld()).toEqual(described)
    expect(second.control.bookings()).toMatchObject([{ uid: booked.uid }])
    expect((await book(second, '11')).uid).not.toBe(booked.uid)
    await expect(book(second, '10')).rejects.toThrow()
  } finally {
    await second.close()
  }
})
