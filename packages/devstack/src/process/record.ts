import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processIdentity } from './identity.ts'

/** What a run leaves on disk about a process it started, so that the next run can end it after a crash. */
export interface ProcessRecord {
  readonly name: string
  readonly pid: number
  readonly identity: string
  /** The process that started it, and so has a say over it as long as it lives. */
  readonly owner: string
}

const folder = (dir: string) => join(dir, 'run')

export function writeRecord(dir: string, name: string, pid: number): void {
  const identity = processIdentity(pid)
  const owner = processIdentity(process.pid)
  if (!identity || !owner) return // it has ended already: nothing to find again
  mkdirSync(folder(dir), { recursive: true })
  const path = join(folder(dir), `${name}.json`)
  writeFileSync(`${path}.new`, JSON.stringify({ name, pid, identity, owner } satisfies ProcessRecord))
  renameSync(`${path}.new`, path)
}

export const removeRecord = (dir: string, name: string): void => rmSync(join(folder(dir), `${name}.json`), { force: true })

/** A record that a crash or a full disk left unreadable names nothing that could be ended: it is dropped. */
export function readRecords(dir: string): ProcessRecord[] {
  const files = listJson(folder(dir))
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readFileSync(join(folder(dir), file), 'utf8')) as ProcessRecord]
    } catch {
      rmSync(join(folder(dir), file), { force: true })
      return []
    }
  })
}

function listJson(path: string): string[] {
  try {
    return readdirSync(path).filter((file) => file.endsWith('.json'))
  } catch {
    return []
  }
}
