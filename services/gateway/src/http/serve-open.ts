import type { Request } from 'express'
import type { Exchange, ServeDeps } from './exchange.ts'
import { readBody } from './read-body.ts'
import type { Answer, OpenRoute } from './route.ts'

/** Webhooks carry whole bookings. */
const MOST_BODY_BYTES = 2 ** 20

/** A request that needs no key; its body stays as it came. */
export async function serveOpen(route: OpenRoute, request: Request, exchange: Exchange, deps: ServeDeps): Promise<Answer> {
  const body = route.method === 'get' ? Buffer.alloc(0) : await readBody(request, { maxBytes: MOST_BODY_BYTES, timeoutMs: deps.bodyMs })
  return route.handle({
    body,
    params: request.params as Record<string, string>,
    path: request.path,
    remoteAddress: request.socket.remoteAddress ?? '',
    requestId: exchange.requestId,
    nowMs: exchange.nowMs,
    header: exchange.header,
    signal: exchange.signal,
  })
}
