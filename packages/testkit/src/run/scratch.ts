import { mkdtempSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endLeftovers, takeLock } from '@calbridge/devstack'

const PREFIX = 'calbridge-test-'
const MEMORY = '/dev/shm'
const LOCK = 'lock'
// What a whole run leaves there: Kafka's topics, a few hundred small databases.
const ENOUGH_BYTES = 2 * 1024 ** 3

export interface Scratch {
  readonly folder: string
  remove(): Promise<void>
}

/** A folder for one test run: in memory where there is room, as tests need no data to outlive a power cut. */
export async function makeScratch(): Promise<Scratch> {
  const unlocked = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'calbridge-new-'))
  const lock = await takeLock(join(unlocked, LOCK), 0)
  // It takes the name that a sweep looks for only once it is locked.
  const folder = unlocked.replace('calbridge-new-', PREFIX)
  renameSync(unlocked, folder)
  return {
    folder,
    remove: async () => {
      rmSync(folder, { recursive: true, force: true })
      await lock?.release()
    },
  }
}

/**
 * Removes what runs left that were killed: their server processes, then their files. Whether a run lives is asked of
 * the kernel's lock and not of its process id: it may run in a container that shares this folder and sees other ids.
 */
export async function sweepScratch(log: (line: string) => void): Promise<void> {
  for (const folder of [MEMORY, tmpdir()].flatMap(scratchFolders)) {
    const lock = await takeLock(join(folder, LOCK), 0)
    if (!lock) continue
    for (const server of readdirSync(folder)) {
      await endLeftovers(join(folder, server), log).catch((error: Error) => log(error.message))
    }
    rmSync(folder, { recursive: true, force: true })
    await lock.release()
  }
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize >= ENOUGH_BYTES
  } catch {
    return false
  }
}

function scratchFolders(root: string): string[] {
  try {
    return readdirSync(root)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => join(root, name))
  } catch {
    return []
  }
}
