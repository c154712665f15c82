import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { takeLock } from '../process/lock.ts'

const WAIT_MS = 600_000

const cacheRoot = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'calbridge')

export const isCached = (name: string): boolean => existsSync(join(cacheRoot(), name))

/**
 * Runs `work` while no other process of this user runs work of the same name.
 * Throws when the others are not done in time.
 */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const path = join(cacheRoot(), `${name}.lock`)
  const lock = await takeLock(path, WAIT_MS)
  if (!lock) throw new Error(`another process has been at it for ${WAIT_MS / 60_000} minutes: ${path}`)
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/**
 * A folder of the user's cache that is made once. `make` fills a folder beside it that takes the name only when it
 * is whole; of several starters one makes, and the others wait for it.
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), name)
  if (existsSync(folder)) return folder
  return exclusively(name, async () => {
    if (existsSync(folder)) return folder
    const unfinished = `${folder}.${randomUUID()}`
    try {
      mkdirSync(unfinished, { recursive: true })
      await make(unfinished)
      renameSync(unfinished, folder)
      return folder
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
  })
}
