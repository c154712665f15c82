import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Scope } from '@calbridge/core'
import type { Express } from 'express'

export interface ListenOptions {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  /** For a whole request, headers and body; above what the body alone may take, so that its own 408 comes first. */
  readonly requestMs: number
  /** How long requests under way may take to end on shutdown. */
  readonly shutdownMs?: number
}

/** Listens; on close, requests under way are answered and their connections then closed. */
export async function listen(
  app: Express,
  { host, port, requestMs, shutdownMs = 10_000 }: ListenOptions,
  scope: Scope,
): Promise<{ port: number }> {
  let closing = false
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: Math.min(10_000, requestMs),
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      if (closing) response.setHeader('Connection', 'close')
      app(request, response)
    },
  )
  server.listen(port, host)
  await once(server, 'listening')
  scope.defer('http server', async () => {
    closing = true
    const force = setTimeout(() => server.closeAllConnections(), shutdownMs)
    await new Promise((resolve) => server.close(resolve))
    clearTimeout(force)
  })
  return { port: (server.address() as AddressInfo).port }
}
