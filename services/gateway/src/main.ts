import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startGateway } from './start.ts'

await run(async (scope) => {
  await startGateway(loadConfig(), scope)
})
