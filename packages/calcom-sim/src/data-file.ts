import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sim } from './sim.ts'
import { restoreWorld, type Snapshot, takeSnapshot } from './world/snapshot.ts'

// A burst of bookings is one write; a crash loses at most so much.
const SAVE_AFTER_MS = 100

export interface DataFile {
  /** Something may have changed: it is on disk soon. */
  touch(): void
  save(): void
}

/** Keeps a simulator's world in `<folder>/world.json`, and takes up what a former one left there. */
export function openDataFile(sim: Sim, folder: string): DataFile {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'world.json')
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Snapshot) : undefined
  const generation = (known?.generation ?? -1) + 1
  if (known) {
    sim.world = restoreWorld(known)
    sim.random.reseed(sim.seed + 7_919 * generation)
  }

  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    clearTimeout(timer)
    timer = undefined
    // Written beside and moved: whoever is killed in the middle leaves the old one whole.
    writeFileSync(`${path}.new`, JSON.stringify(takeSnapshot(sim.world, generation)), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  const touch = (): void => {
    timer ??= setTimeout(save, SAVE_AFTER_MS).unref()
  }
  return { save, touch }
}
