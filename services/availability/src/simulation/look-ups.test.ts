import { explore } from '@calbridge/simulation'
import { it } from 'vitest'
import { drawOperations } from './operations.ts'
import { runSchedule } from './schedule.ts'

const long = process.env.CALBRIDGE_LONG === '1'

// What each guarantee is stands in guarantees/; that they see what breaks them is shown in mutations.test.ts.
it('keeps every guarantee of look-ups, whatever is asked, booked, lost, cut off, paused or killed, in whatever order', {
  timeout: long ? 3_600_000 : 900_000,
}, async () => {
  await explore({ schedules: long ? 50_000 : 2_000, firstSeed: 1, draw: drawOperations, run: (schedule) => runSchedule(schedule) })
})
