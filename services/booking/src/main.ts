import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startBooking } from './start.ts'

await run(async (scope) => {
  await startBooking(loadConfig(), scope)
})
