import { run } from '@calbridge/core'
import { loadConfig } from './config.ts'
import { startSyncWorker } from './start.ts'

await run(
  async (scope) => {
    await startSyncWorker(loadConfig(), scope)
  },
  // A write to Cal.com runs to its end, which its own time-out bounds.
  { shutdownMs: 40_000 },
)
