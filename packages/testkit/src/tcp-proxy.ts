import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Scope } from '@calbridge/core'
import { testScope } from './scope.ts'

/** `mute`: what the client sends arrives, but no answer comes back: the outcome is unknown to it. */
type Mode = 'pass' | 'hang' | 'mute' | 'cut'

export interface TcpProxy {
  readonly port: number
  /** The target's URL with the proxy's address in it. */
  readonly url: string
  /** Resets all connections, and new ones at once. */
  cut(): void
  /** Connections stay open, and nothing passes. */
  hang(): void
  mute(): void
  /** Each chunk arrives this much later, in both directions. */
  delay(ms: number): void
  /** As at the beginning; what was held back is lost, and so connections that hung are reset. */
  restore(): void
}

/** A way to break the network between a client and a server; `target` is a URL with host and port, or `host:port`. */
export async function tcpProxy(target: string, scope: Scope = testScope()): Promise<TcpProxy> {
  const to = new URL(target.includes('://') ? target : `tcp://${target}`)
  const sockets = new Set<Socket>()
  let mode: Mode = 'pass'
  let delayMs = 0

  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const pipe = (from: Socket, into: Socket, passes: () => boolean) => {
    sockets.add(from)
    const later = (what: () => void) => (delayMs > 0 ? setTimeout(what, delayMs) : what())
    from.on('data', (chunk) => passes() && later(() => into.writable && into.write(chunk)))
    from.on('end', () => passes() && later(() => into.end()))
    from.on('error', () => into.destroy())
    from.on('close', () => {
      sockets.delete(from)
      if (mode !== 'hang') later(() => into.destroy())
    })
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (mode === 'cut') return void client.resetAndDestroy()
    const upstream = connect({ host: to.hostname, port: Number(to.port), allowHalfOpen: true })
    pipe(client, upstream, () => mode === 'pass' || mode === 'mute')
    pipe(upstream, client, () => mode === 'pass')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer('tcp proxy', () => {
    server.close()
    reset()
  })

  const { port } = server.address() as AddressInfo
  const url = new URL(to)
  url.host = `127.0.0.1:${port}`
  return {
    port,
    url: target.includes('://') ? url.href : `127.0.0.1:${port}`,
    cut: () => {
      mode = 'cut'
      reset()
    },
    hang: () => {
      mode = 'hang'
    },
    mute: () => {
      mode = 'mute'
    },
    delay: (ms) => {
      delayMs = ms
    },
    restore: () => {
      if (mode === 'hang' || mode === 'mute') reset()
      mode = 'pass'
      delayMs = 0
    },
  }
}
