import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing } from '../install/debian.ts'
import { redisAnswers } from '../probe.ts'
import { findProgram } from '../process/find-program.ts'
import { startProcess } from '../process/owned-process.ts'
import { ready } from '../process/ready.ts'
import { type NativeOptions, type NativeServer, prepare } from './native-server.ts'

// Debian's redis-tools has the whole server as redis-check-rdb, and no service of the system with it.
export const redisNeeds = [{ programs: ['redis-server', 'redis-check-rdb'], package: 'redis-tools' }]

/** A test gives each file a database of its own: many are needed, and an empty one costs next to nothing. */
export const REDIS_DATABASES = 4_096

/** `durable` (default) keeps an append-only file; a test's server needs none. */
export async function startRedis(options: NativeOptions & { durable?: boolean }): Promise<NativeServer> {
  await installMissing(redisNeeds, options.log)
  const { folder, port } = await prepare('redis', options)
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const settings = {
    bind: '127.0.0.1',
    port,
    dir: data,
    databases: REDIS_DATABASES,
    save: '',
    appendonly: options.durable === false ? 'no' : 'yes',
    // A file cut off by a crash is read up to the cut.
    'aof-load-truncated': 'yes',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const process = await startProcess({ name: 'redis', dir: options.dir, program: redisProgram(folder), args, graceMs: 10_000 })
  await ready(process, { what: `answers on 127.0.0.1:${port}`, timeoutMs: 20_000, probe: () => redisAnswers(port), log: options.log })
  return { address: `redis://127.0.0.1:${port}`, port, pid: process.pid, process, stop: process.stop }
}

// The program asks its own name what to be.
function redisProgram(folder: string): string {
  const server = findProgram('redis-server')
  if (server) return server
  const link = join(folder, 'redis-server')
  if (!existsSync(link)) symlinkSync(findProgram('redis-check-rdb')!, link)
  return link
}
