import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import { freePort } from '../process/free-port.ts'
import { endLeftovers } from '../process/leftovers.ts'
import type { OwnedProcess } from '../process/owned-process.ts'

export interface NativeOptions {
  /** Holds the data, logs and records of processes. What is there already is used. */
  readonly dir: string
  readonly log: Log
  /** Listen here and nowhere else; by default the port of the last time, or another free one. */
  readonly port?: number
}

export interface NativeServer {
  /** `127.0.0.1:<port>` for Kafka, otherwise a URL; always on 127.0.0.1. */
  readonly address: string
  readonly port: number
  readonly pid: number
  readonly process: OwnedProcess
  stop(): Promise<void>
}

/** What every server needs before it starts: no leftover of a crash on its data, a folder, a port. */
export async function prepare(name: string, { dir, log, port }: NativeOptions): Promise<{ folder: string; port: number }> {
  await endLeftovers(dir, log, name)
  const folder = join(dir, name)
  mkdirSync(folder, { recursive: true })
  const remembered = join(folder, 'port')
  const chosen = port ?? (await freePort(existsSync(remembered) ? Number(readFileSync(remembered, 'utf8')) : undefined))
  writeFileSync(remembered, String(chosen))
  return { folder, port: chosen }
}

/** Makes `<folder>/data` unless it is there; a crash while making leaves nothing that passes for it. */
export async function dataFolder(folder: string, make: (unfinished: string) => Promise<void>): Promise<string> {
  const data = join(folder, 'data')
  if (existsSync(data)) return data
  const unfinished = join(folder, 'data.unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  await make(unfinished)
  renameSync(unfinished, data)
  return data
}
