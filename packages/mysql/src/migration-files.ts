import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Database } from './database.ts'

export interface MigrationFile {
  /** Service folder and file: `booking/202601010900-appointments.ts`. */
  readonly name: string
  /** SHA-256 of the file's text, hex. */
  readonly checksum: string
  up(db: Database): Promise<void>
}

const NAME = /^\d{12}-[a-z0-9-]+\.ts$/

/** Reads `…/<service>/migrations` folders; one that does not exist holds none. Oldest name first, over all folders. */
export async function readMigrations(directories: readonly string[]): Promise<MigrationFile[]> {
  const found = await Promise.all(
    directories.map(async (directory) => (await list(directory)).map((file) => ({ file, path: resolve(directory, file), directory }))),
  )
  const ordered = found.flat().sort((a, b) => order(a.file, b.file) || order(a.directory, b.directory))
  return Promise.all(ordered.map(({ file, path, directory }) => load(path, join(basename(dirname(resolve(directory))), file))))
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function list(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const wrong = sources.find((file) => !NAME.test(file))
  if (wrong) throw new TypeError(`${join(directory, wrong)}: a migration is called YYYYMMDDHHMM-what-it-does.ts`)
  return sources
}

async function load(path: string, name: string): Promise<MigrationFile> {
  const [text, { up }] = await Promise.all([readFile(path), import(pathToFileURL(path).href)])
  if (typeof up !== 'function') throw new TypeError(`${name} exports no function up(db)`)
  return { name, checksum: createHash('sha256').update(text).digest('hex'), up }
}
