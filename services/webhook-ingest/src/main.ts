import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startWebhookIngest } from './start.ts'

await run(async (scope) => {
  await startWebhookIngest(loadConfig(), scope)
})
