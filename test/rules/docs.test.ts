import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './program.ts'
import { foldersIn } from './sources.ts'

// What git knows or would take, so that nothing below node_modules or .calbridge counts.
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))

const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts)

const LINK = /\]\(([^)\s]+)\)/g
const NPM_RUN = /\bnpm run ([a-z][\w:-]*)/g
const NPM_VERB = /\bnpm (start|test|stop|restart)\b/g

const found = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([, part]) => part!)

const brokenLinks = (path: string, text: string): string[] =>
  found(LINK, text)
    .filter((link) => !/^([a-z]+:|#)/.test(link))
    .filter((link) => !existsSync(join(ROOT, dirname(path), link.split('#')[0]!)))

const unknownScripts = (text: string): string[] =>
  [...found(NPM_RUN, text), ...found(NPM_VERB, text)].filter((name) => !scripts.includes(name))

it('finds a link to nothing and a command that does not exist', () => {
  expect(brokenLinks('docs/x.md', '[a](../README.md#top) [b](nowhere.md) [c](https://example.com)')).toEqual(['nowhere.md'])
  expect(unknownScripts('`npm start`, `npm run check`, `npm run fly`')).toEqual(['fly'])
})

describe.each(documents)('$path', ({ path, text }) => {
  it('links only to what is there', () => {
    expect(brokenLinks(path, text)).toEqual([])
  })

  it('names only npm scripts that exist', () => {
    expect(unknownScripts(text)).toEqual([])
  })
})

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

it.each(['packages', 'services'].flatMap((folder) => foldersIn(folder).map((name) => `${folder}/${name}`)))(
  '%s has a README, and a line in the map of the root README',
  (folder) => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true)
    expect(readme.includes(`](${folder}/`), 'no line in the map').toBe(true)
  },
)

it('every decision of docs/adr is in its list, and no number stands twice', () => {
  const names = documents.map(({ path }) => path).filter((path) => /^docs\/adr\/\d{4}-/.test(path))
  const list = readFileSync(join(ROOT, 'docs/adr/README.md'), 'utf8')
  expect(new Set(names.map((path) => path.slice(9, 13))).size).toBe(names.length)
  for (const path of names) expect(list).toContain(`](${path.slice(9)})`)
})
