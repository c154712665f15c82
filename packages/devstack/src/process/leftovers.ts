import type { Log } from '../log.ts'
import { endProcess } from './end-process.ts'
import { processIdentity } from './identity.ts'
import { type ProcessRecord, readRecords, removeRecord } from './record.ts'

const GRACE_MS = 10_000

/**
 * Ends what an earlier run recorded in `dir` and a crash left running; only `name`, where given.
 * Throws when the run that started it still lives: its processes are its own.
 */
export async function endLeftovers(dir: string, log: Log, name?: string): Promise<void> {
  const records = readRecords(dir).filter((record) => name === undefined || record.name === name)
  await Promise.all(records.map((record) => endLeftover(dir, record, log)))
}

async function endLeftover(dir: string, record: ProcessRecord, log: Log): Promise<void> {
  if (processIdentity(record.pid) === record.identity) {
    const ownerPid = Number(record.owner.split('/').at(-2))
    if (processIdentity(ownerPid) === record.owner) {
      throw new Error(`${record.name} of ${dir} already runs (process ${record.pid}, started by process ${ownerPid}); stop that first`)
    }
    log(`${record.name}: ending process ${record.pid}, left over from a run that crashed`)
    await endProcess(record.pid, record.identity, GRACE_MS)
  }
  removeRecord(dir, record.name)
}
