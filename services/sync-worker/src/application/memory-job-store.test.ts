import { describeJobStore } from './job-store.contract.ts'
import { memoryJobStore } from './memory-job-store.ts'

describeJobStore('memory', async () => {
  let nowMs = Date.UTC(2026, 10, 21)
  return {
    store: memoryJobStore({ now: () => nowMs }),
    pass: async (ms) => {
      nowMs += ms
    },
  }
})
