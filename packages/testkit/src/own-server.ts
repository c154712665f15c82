import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import { freePort, type NativeOptions, type NativeServer, startKafka, startMysql, startRedis } from '@calbridge/devstack'
import { runFolder } from './run/ask.ts'
import { testScope } from './scope.ts'

/** A server of one test's own, to be stopped, killed or frozen. It comes back on the same port with the same data. */
export interface OwnServer {
  /** `127.0.0.1:<port>` for Kafka, otherwise a URL. */
  readonly address: string
  readonly pid: number
  stop(): Promise<void>
  start(): Promise<void>
  /** As a power cut would: nothing is flushed. */
  kill(): Promise<void>
  /** It keeps its connections and answers nothing, until `thaw`. */
  freeze(): void
  thaw(): void
}

export const ownKafka = (scope: Scope = testScope()): Promise<OwnServer> => ownServer(startKafka, scope)

/** With an append-only file: a restart keeps the data. */
export const ownRedis = (scope: Scope = testScope()): Promise<OwnServer> => ownServer(startRedis, scope)

export const ownMysql = (scope: Scope = testScope()): Promise<OwnServer> => ownServer(startMysql, scope)

async function ownServer(startNative: (options: NativeOptions) => Promise<NativeServer>, scope: Scope): Promise<OwnServer> {
  const dir = join(runFolder(), `own-${randomUUID()}`)
  const port = await freePort()
  const startOne = () => startNative({ dir, port, log: (line) => console.log(`[own server] ${line}`) })
  let server = await startOne()
  const signal = (name: NodeJS.Signals) => {
    if (server.process.ending === undefined) process.kill(server.pid, name)
  }
  scope.defer('own server', () => {
    signal('SIGCONT') // a frozen one hears nothing of SIGTERM
    return server.stop()
  })
  return {
    address: server.address,
    get pid() {
      return server.pid
    },
    stop: () => server.stop(),
    start: async () => {
      if (server.process.ending === undefined) return
      server = await startOne()
    },
    kill: async () => {
      signal('SIGKILL')
      await server.process.exited
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  }
}
