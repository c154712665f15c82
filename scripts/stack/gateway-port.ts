import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '@calbridge/devstack'
import { HTTP_PORT, httpUrl, type Instance } from './instances.ts'

const fileOf = (state: string): string => join(state, 'gateway-port')

/** Where the gateway listened the last time: who wrote its address down finds it there again. */
export function keptPort(state: string): number | undefined {
  return existsSync(fileOf(state)) ? Number(readFileSync(fileOf(state), 'utf8')) : undefined
}

export function keepPort(state: string, instances: readonly Instance[], log: Log): void {
  const { port } = new URL(httpUrl(instances))
  const wanted = keptPort(state) ?? HTTP_PORT
  if (Number(port) !== wanted) log(`port ${wanted} is taken: the gateway listens on ${port}`)
  writeFileSync(fileOf(state), port)
}
