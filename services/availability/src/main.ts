import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startAvailability } from './start.ts'

await run(async (scope) => {
  await startAvailability(loadConfig(), scope)
})
