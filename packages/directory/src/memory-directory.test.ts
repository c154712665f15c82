import { describe } from 'vitest'
import { directoryContract } from './directory.contract.ts'
import { memoryDirectory } from './memory-directory.ts'

describe('a directory in memory', () =>
  directoryContract(async (tenants, nowMs) => {
    let now = nowMs
    const directory = memoryDirectory(tenants, { now: () => now })
    return {
      directory,
      publish: async (id, tenant) => (tenant ? directory.put(tenant) : directory.delete(id)),
      setNow: (ms) => {
        now = ms
      },
    }
  }))
