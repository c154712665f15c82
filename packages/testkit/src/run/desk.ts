import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { type Log, type RunningServer, seconds, withoutPassword } from '@calbridge/devstack'
import type { Answer } from './ask.ts'
import { KINDS, type Kind, startServer } from './servers.ts'

export const socketOf = (scratch: string): string => join(scratch, 'desk.sock')

export interface Desk {
  /** Stops every server that was asked for. */
  close(): Promise<void>
}

/**
 * Hands out servers to the workers of one test run, over a socket in `scratch`. The first who asks for a kind waits
 * until it has started; all get the same. They belong to the process that opened the desk, and so outlive any worker
 * and nothing else.
 */
export async function openDesk(scratch: string, log: Log): Promise<Desk> {
  const started = new Map<Kind, Promise<RunningServer>>()
  const serverOf = (kind: Kind) => {
    const server = started.get(kind) ?? startAndTell(kind, scratch, log)
    started.set(kind, server)
    return server
  }
  let serial = 0
  const desk = createServer((request, response) => {
    const kind = KINDS.find((known) => request.url === `/${known}`)
    if (!kind) return void response.writeHead(404).end(`no such server: ${request.url}`)
    serverOf(kind).then(
      ({ address, source }) => response.end(JSON.stringify({ address, source, serial: ++serial } satisfies Answer)),
      (error: Error) => response.writeHead(503).end(`${kind}: ${error.message}${error.cause ? `: ${error.cause}` : ''}`),
    )
  })
  desk.listen(socketOf(scratch))
  await once(desk, 'listening')
  desk.unref()
  return { close: () => close(desk, [...started.values()]) }
}

async function startAndTell(kind: Kind, scratch: string, log: Log): Promise<RunningServer> {
  const begun = performance.now()
  const server = await startServer(kind, scratch, log)
  log(`${kind}: ${server.source}, ${withoutPassword(server.address)} (${seconds(performance.now() - begun)})`)
  return server
}

async function close(desk: Server, servers: Promise<RunningServer>[]): Promise<void> {
  desk.close()
  desk.closeAllConnections()
  const running = await Promise.allSettled(servers)
  await Promise.all(running.map((server) => server.status === 'fulfilled' && server.value.stop()))
}
