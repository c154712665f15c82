import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startDriftReconciler } from './start.ts'

await run(async (scope) => {
  await startDriftReconciler(loadConfig(), scope)
})
