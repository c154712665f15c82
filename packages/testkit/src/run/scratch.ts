import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endLeftovers, processIdentity } from '@calbridge/devstack'

const PREFIX = 'calbridge-test-'
const MEMORY = '/dev/shm'
// What a whole run leaves there: Kafka's topics, a few hundred small databases.
const ENOUGH_BYTES = 2 * 1024 ** 3

/** A folder for one test run: in memory where there is room, as tests need no data to outlive a power cut. */
export function makeScratch(): string {
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), PREFIX))
  writeFileSync(join(folder, 'owner'), processIdentity(process.pid) ?? '')
  return folder
}

/** Removes what runs left that were killed: their server processes, then their files. */
export async function sweepScratch(log: (line: string) => void): Promise<void> {
  for (const folder of [MEMORY, tmpdir()].flatMap(scratchFolders)) {
    if (ownerLives(folder)) continue
    await endLeftovers(folder, log).catch((error: Error) => log(error.message))
    rmSync(folder, { recursive: true, force: true })
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

// A folder without its owner's name is being made at this moment, or is not ours.
function ownerLives(folder: string): boolean {
  try {
    const owner = readFileSync(join(folder, 'owner'), 'utf8')
    return processIdentity(Number(owner.split('/').at(-2))) === owner
  } catch {
    return true
  }
}
