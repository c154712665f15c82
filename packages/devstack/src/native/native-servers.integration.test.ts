import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { processIdentity } from '../process/identity.ts'
import { readRecords } from '../process/record.ts'
import { type RunningServer, SERVER_NAMES, type ServerName } from '../server-name.ts'
import { startNative } from './native-servers.ts'

let dir = ''
let running: RunningServer[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'calbridge-native-'))
})
afterEach(async () => {
  await stop()
  rmSync(dir, { recursive: true, force: true })
})

const stop = () => Promise.all(running.splice(0).map((server) => server.stop()))

async function start(names: readonly ServerName[], fresh = false) {
  const servers = await startNative({ dir, names, fresh, log: () => {} })
  running = [...servers.values()]
  return servers
}

const clusterId = () => /cluster.id=(.*)/.exec(readFileSync(join(dir, 'kafka/data/meta.properties'), 'utf8'))![1]

it('starts again in the same places with the data that it kept, after a stop and after a crash', async () => {
  const first = await start(SERVER_NAMES)
  const addresses = [...first.values()].map((server) => server.address)
  const cluster = clusterId()
  await stop()
  expect(readRecords(dir)).toEqual([])

  const second = await start(SERVER_NAMES)
  for (const { pid } of second.values()) process.kill(pid!, 'SIGKILL')
  for (const { pid } of running.splice(0)) await vi.waitFor(() => expect(processIdentity(pid!)).toBeUndefined(), 10_000)

  const third = await start(SERVER_NAMES)
  expect([...third.values()].map((server) => server.address)).toEqual(addresses)
  expect(clusterId()).toBe(cluster)
}, 120_000)

it('begins anew when it is told to, and stops all when one of them fails', async () => {
  await start(['mysql', 'redis'])
  const made = join(dir, 'mysql/data/ibdata1')
  expect(existsSync(made)).toBe(true)
  await stop()
  rmSync(join(dir, 'mysql/data'), { recursive: true })
  mkdirSync(join(dir, 'mysql/data')) // what MariaDB cannot start on
  await expect(start(['mysql', 'redis'])).rejects.toThrow('mysql did not start')
  expect(readRecords(dir)).toEqual([])

  const servers = await start(['mysql', 'redis'], true)
  expect(existsSync(made)).toBe(true)
  expect(processIdentity(servers.get('mysql')!.pid!)).toBeDefined()
}, 120_000)
