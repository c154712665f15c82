import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cachedFolder, isCached } from './cache.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'calbridge-cache-'))
  vi.stubEnv('XDG_CACHE_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

it('is made once, however many ask at the same time', async () => {
  let made = 0
  const make = async (folder: string) => writeFileSync(join(folder, 'jar'), String(++made))
  const folders = await Promise.all([cachedFolder('kafka', make), cachedFolder('kafka', make), cachedFolder('kafka', make)])
  expect(new Set(folders)).toEqual(new Set([join(home, 'calbridge/kafka')]))
  expect(made).toBe(1)
})

it('leaves nothing that passes for the folder when making it fails', async () => {
  const failing = async (folder: string) => {
    writeFileSync(join(folder, 'half a jar'), '')
    throw new Error('no network')
  }
  await expect(cachedFolder('kafka', failing)).rejects.toThrow('no network')
  expect(isCached('kafka')).toBe(false)
  expect(readdirSync(join(home, 'calbridge'))).toEqual(['kafka.lock'])
})
