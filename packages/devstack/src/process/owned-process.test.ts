import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endProcess } from './end-process.ts'
import { processIdentity } from './identity.ts'
import { endLeftovers } from './leftovers.ts'
import { startProcess } from './owned-process.ts'
import { readRecords } from './record.ts'

let dir = ''
const told: string[] = []
const log = (line: string) => void told.push(line)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'calbridge-process-'))
  told.length = 0
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const start = (script: string, graceMs = 5_000) => startProcess({ name: 'it', dir, program: 'sh', args: ['-c', script], graceMs })

/** What a crash leaves: the record of a process whose owner is gone, or, with `identity`, of a pid that is another's now. */
function rewriteRecord(changes: { owner?: string; identity?: string }): void {
  const file = join(dir, 'run', 'it.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }))
}
const nobody = 'a former boot/1/1'

it('stops a process and forgets it', async () => {
  const owned = await start('exec sleep 60')
  expect(readRecords(dir)).toMatchObject([{ name: 'it', pid: owned.pid }])
  await owned.stop()
  await owned.stop()
  expect([processIdentity(owned.pid), readRecords(dir), owned.ending]).toEqual([undefined, [], 'ended by SIGTERM'])
})

it('kills one that does not listen, with the children it has', async () => {
  const owned = await start('trap "" TERM; sleep 60 & echo $!; echo deaf; wait; wait', 200)
  const lines = () => readFileSync(owned.logFile, 'utf8').trim().split('\n')
  await vi.waitFor(() => expect(lines()).toContain('deaf'))
  await owned.stop()
  expect(owned.ending).toBe('ended by SIGKILL')
  await vi.waitFor(() => expect(processIdentity(Number(lines()[0]))).toBeUndefined())
})

it('keeps the log of the time before', async () => {
  for (const word of ['first', 'second']) await (await start(`echo ${word}`)).exited
  expect(readdirSync(join(dir, 'logs')).sort()).toEqual(['it.log', 'it.previous.log'])
  expect(readFileSync(join(dir, 'logs/it.previous.log'), 'utf8')).toBe('first\n')
})

it('ends what a crashed run left, and says so', async () => {
  const left = await start('exec sleep 60')
  rewriteRecord({ owner: nobody })
  await endLeftovers(dir, log)
  expect(processIdentity(left.pid)).toBeUndefined()
  expect(told).toEqual([`it: ending process ${left.pid}, left over from a run that crashed`])
})

it('never touches a process that has got the pid of one of ours', async () => {
  const others = await start('exec sleep 60')
  rewriteRecord({ owner: nobody, identity: `${processIdentity(others.pid)}0` })
  await endLeftovers(dir, log)
  await endProcess(others.pid, `${processIdentity(others.pid)}0`, 50)
  expect(processIdentity(others.pid)).toBeDefined()
  expect([readRecords(dir), told]).toEqual([[], []])
  await others.stop()
})

it('refuses to take what a run that lives has started', async () => {
  const owned = await start('exec sleep 60')
  await expect(endLeftovers(dir, log)).rejects.toThrow(
    `it of ${dir} already runs (process ${owned.pid}, started by process ${process.pid})`,
  )
  expect(processIdentity(owned.pid)).toBeDefined()
  await owned.stop()
})

it('drops a record that a crash left half written', async () => {
  mkdirSync(join(dir, 'run'))
  writeFileSync(join(dir, 'run', 'torn.json'), '{"name":"to')
  await endLeftovers(dir, log)
  expect(readdirSync(join(dir, 'run'))).toEqual([])
})

it('takes its processes along when the owner is killed outright', async () => {
  const owner = join(dir, 'owner.ts')
  const module = join(import.meta.dirname, 'owned-process.ts')
  writeFileSync(
    owner,
    `import { startProcess } from '${module}'
     const { pid } = await startProcess({ name: 'it', dir: '${dir}', program: 'sleep', args: ['60'], graceMs: 100 })
     console.log(pid)
     setInterval(() => {}, 1_000)`,
  )
  const child = spawn(process.execPath, [owner], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number((await once(child.stdout, 'data'))[0])
  expect(processIdentity(pid)).toBeDefined()
  child.kill('SIGKILL')
  await vi.waitFor(() => expect(processIdentity(pid)).toBeUndefined())
})
