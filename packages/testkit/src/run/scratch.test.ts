import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeScratch, sweepScratch } from './scratch.ts'

it('sweeps the folder of a run that was killed, and leaves that of one that lives', async () => {
  const lives = await makeScratch()
  const killed = mkdtempSync(join(tmpdir(), 'calbridge-test-'))
  await sweepScratch(() => {})
  expect([existsSync(lives.folder), existsSync(killed)]).toEqual([true, false])
  await lives.remove()
  expect(existsSync(lives.folder)).toBe(false)
  rmSync(killed, { recursive: true, force: true })
})
