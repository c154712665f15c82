import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { takeLock } from '../process/lock.ts'

const WAIT_MS = 600_000

// biome-ignore lint/suspicious/noUndeclaredEnvVars: turbo runs nothing of this
const cacheRoot = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'calbridge')

/**
 * A folder of the user's cache that is made once. `make` fills a folder beside it that takes the name only when it
 * is whole; of several starters one makes, and the others wait for it.
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), name)
  if (existsSync(folder)) return folder
  const lock = await takeLock(`${folder}.lock`, WAIT_MS)
  if (!lock) throw new Error(`another process has been filling ${folder} for ${WAIT_MS / 60_000} minutes`)
  const unfinished = `${folder}.${randomUUID()}`
  try {
    if (existsSync(folder)) return folder
    mkdirSync(unfinished, { recursive: true })
    await make(unfinished)
    renameSync(unfinished, folder)
    return folder
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
    await lock.release()
  }
}
