import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// Servers live in sbin, which a user's PATH often lacks.
const ALSO = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin']

/** The first of `names` that can be run, as an absolute path. */
export function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...ALSO]
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable)
    if (found) return found
  }
  return undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
