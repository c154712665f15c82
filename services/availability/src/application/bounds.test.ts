import { expect, it } from 'vitest'
import { unitOf } from '../domain/testing.ts'
import { gate, startReplicas } from '../testing/replicas.ts'

it('look-ups of whatever callers think of leave nothing behind but what fits the first level', async () => {
  const firstLevelBytes = 200_000
  const { ask, replicas, calcom, clock } = startReplicas({ count: 1, settings: { firstLevelBytes, spanDays: 7 } })
  const [replica] = replicas
  calcom.before = async () => {
    if (calcom.calls.length % 3 === 0) throw new Error('away')
  }
  for (let wave = 0; wave < 10; wave++) {
    const units = Array.from({ length: 100 }, (_, n) =>
      unitOf({ eventTypeId: String(wave * 100 + n), askedDurationMin: n, resources: [`staff:${n}`] }),
    )
    await Promise.all(units.map((unit) => ask(0, { units: [unit] })))
    await clock.advance(0)
    expect(replica!.loads.size).toBe(0)
  }
  expect(replica!.firstLevel.sizeBytes).toBeLessThanOrEqual(firstLevelBytes)
  expect(replica!.firstLevel.placesKept).toBeLessThan(1_000)
})

it('so many days at most are under way ahead of need, however many are due', async () => {
  const { ask, replicas, calcom, clock, day } = startReplicas({ count: 1 })
  const days = Array.from({ length: 30 }, (_, ahead) => day + ahead)
  const units = Array.from({ length: 50 }, (_, n) => unitOf({ eventTypeId: String(n), resources: [`staff:${n}`] }))
  await ask(0, { units, days })
  const answered = gate()
  calcom.before = () => answered.opened
  await clock.advance(299_000)
  await ask(0, { units, days })
  expect(replicas[0]!.refreshes.size).toBeGreaterThan(0)
  expect(replicas[0]!.refreshes.size).toBeLessThanOrEqual(1_000)
  answered.open()
  await clock.advance(0)
  expect(replicas[0]!.refreshes.size).toBe(0)
})
