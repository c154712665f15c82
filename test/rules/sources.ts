import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './program.ts'

export interface Source {
  /** Within the repository. */
  readonly path: string
  readonly text: string
  readonly lines: number
}

const SKIPPED = new Set(['node_modules', 'gen', 'recorded', '.turbo'])

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}

export const foldersIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

const TEST = /\.(test|contract)\.ts$|\/test\/|\/testing\/|\/testing\.ts$|\/fixture\.ts$/

/** Written by hand, tests apart. */
export const sourcesIn = (folder: string): Source[] =>
  [...filesIn(folder)]
    .filter((path) => path.endsWith('.ts') && !TEST.test(path))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return { path, text, lines: text.split('\n').length - 1 }
    })
