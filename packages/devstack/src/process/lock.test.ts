import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockHolder, takeLock } from './lock.ts'

let path = ''
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'calbridge-lock-')), 'lock')
})
afterEach(() => rmSync(join(path, '..'), { recursive: true, force: true }))

it('is had by one at a time, and tells by whom', async () => {
  const lock = await takeLock(path, 100)
  expect(await takeLock(path, 50)).toBeUndefined()
  expect(lockHolder(path)).toBe(String(process.pid))
  await lock!.release()
  const next = await takeLock(path, 100)
  expect(next).toBeDefined()
  await next!.release()
})

it('is free again when its holder is killed outright', async () => {
  const holder = `import { takeLock } from '${join(import.meta.dirname, 'lock.ts')}'
    await takeLock('${path}', 100); console.log('held'); setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', holder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(await takeLock(path, 50)).toBeUndefined()
  child.kill('SIGKILL')
  const lock = await takeLock(path, 5_000)
  expect(lock).toBeDefined()
  await lock!.release()
})
