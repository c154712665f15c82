import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './program.ts'
import { foldersIn, type Source, sourcesIn } from './sources.ts'

const SERVICES = foldersIn('services')
const sources = [...sourcesIn('packages'), ...sourcesIn('services')]

describe.each(SERVICES)('service %s', (name) => {
  it.each(['package.json', 'tsconfig.json', 'src/main.ts', 'src/config.ts', 'src/start.ts', 'src/metrics.ts'])('has %s', (file) => {
    expect(existsSync(join(ROOT, 'services', name, file))).toBe(true)
  })

  it('is named like its folder', () => {
    const { name: packageName } = JSON.parse(readFileSync(join(ROOT, 'services', name, 'package.json'), 'utf8')) as { name: string }
    expect(packageName).toBe(`@calbridge/${name}`)
  })
})

it('no folder and no file is a drawer for everything', () => {
  const drawers = sources.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|shared)(\.ts$|\/)/.test(path))
  expect(drawers.map(({ path }) => path)).toEqual([])
})

// Words of the field (booking, availability) cannot be told from names of services; these can.
const SERVICE_NAMES = /sync-worker|webhook-ingest|drift-reconciler|\bgateway service\b|services\/[a-z]/

const naming = (all: readonly Source[]): string[] => all.filter(({ text }) => SERVICE_NAMES.test(text)).map(({ path }) => path)

it('packages know no service by name', () => {
  expect(naming([{ path: 'packages/any/src/a.ts', text: `const to = 'sync-worker'`, lines: 1 }])).toHaveLength(1)
  expect(naming(sourcesIn('packages'))).toEqual([])
})

describe('files stay small', () => {
  const lengths = sources.map(({ lines }) => lines).sort((a, b) => a - b)
  const share = (part: number): number => lengths[Math.floor(lengths.length * part)]!

  it('none has more than 250 lines', () => {
    expect(sources.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  it('half of them have at most 50 lines, nine in ten at most 150', () => {
    expect(share(0.5)).toBeLessThanOrEqual(50)
    expect(share(0.9)).toBeLessThanOrEqual(150)
  })
})
