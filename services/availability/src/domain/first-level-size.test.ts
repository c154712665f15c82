import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { CachedDay } from './cached-day.ts'
import { FirstLevel } from './first-level.ts'
import { claimOf, unitOf } from './testing.ts'
import { DAY_MS } from './utc-day.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const DAYS = 14
const FIRST_DAY = 20_000
const wholeDay = (day: number) => ({ fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS })

/** Heap and buffers that the first level holds per byte that it says it holds. */
function bytesPerByteSaid(units: number, slots: number, claims: number, hosts: number): number {
  const first = new FirstLevel({ maxBytes: 2 ** 30, trusted: () => true })
  gc()
  const before = process.memoryUsage()
  for (let n = 0; n < units; n++) {
    const resources = Array.from({ length: hosts }, (_, host) => `staff:0190-${n}-${host}-bbbb-cccc`)
    const unit = unitOf({ tenant: `tenant-${n}`, eventTypeId: String(1_000_000 + n), resources })
    for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++) {
      const starts = Array.from({ length: slots }, (_, slot) => day * 86_400 + 28_800 + slot * 900)
      const entry = { stamp: `${n}-${day}`, versions: [`1795000000000000-${n}:0`], loadedAtMs: 1, expiresAtMs: 2, starts, suspect: false }
      const live = Array.from({ length: claims }, (_, index) => {
        const { resource, fromMs, toMs, expiresAtMs } = claimOf(day * DAY_MS + index * 900_000, day * DAY_MS + (index + 1) * 900_000)
        return { resource, fromMs, toMs, expiresAtMs, appointmentUid: `0190${n}-${day}-${index}` }
      })
      const cached = new CachedDay(unit, day, entry, live, true)
      cached.render(wholeDay(day), '', 0)
      first.put(cached, first.mark(), true)
    }
  }
  gc()
  const after = process.memoryUsage()
  const grown = after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers)
  expect(first.any(unitOf({ tenant: 'nobody' }), 0)).toBeUndefined() // still alive here
  return grown / first.sizeBytes
}

// Cold code allocates on its own account.
bytesPerByteSaid(50, 10, 2, 2)

it.each([
  { name: 'empty days', slots: 0, claims: 0, hosts: 1 },
  { name: 'usual days', slots: 32, claims: 6, hosts: 1 },
  { name: 'full calendars', slots: 96, claims: 40, hosts: 1 },
  { name: 'days of ten hosts', slots: 32, claims: 20, hosts: 10 },
])('the first level takes no more memory than it says, nor half of it: $name', ({ slots, claims, hosts }) => {
  const ratio = bytesPerByteSaid(150, slots, claims, hosts)
  expect(ratio).toBeLessThan(1)
  expect(ratio).toBeGreaterThan(0.5)
})
