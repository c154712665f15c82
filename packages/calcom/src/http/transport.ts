import { type Clock, describe } from '@calbridge/core'
import { type Dispatcher, Pool } from 'undici'

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** On the clock's monotonic scale: not written to the socket after this. */
  readonly validUntilMs: number
  /** From here to the whole answer. */
  readonly timeoutMs: number
  /** Ends the request while nothing of it was written. */
  readonly beforeSent?: AbortSignal | undefined
  /** Ends it at any time: for reads. */
  readonly anyTime?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** How an exchange ended. `unsent` is certain: no byte of the request was written. */
export type Exchange =
  | { readonly ended: 'answered'; readonly answer: HttpAnswer }
  | { readonly ended: 'unsent'; readonly why: 'unreachable' | 'late' | 'cancelled' | 'timeout'; readonly cause?: unknown }
  | { readonly ended: 'lost'; readonly why: 'broken' | 'cancelled' | 'timeout'; readonly cause?: unknown }

/** The answer to 250 bookings has about 0.6 MB; what is longer is not from Cal.com. */
const BODY_BYTES_MAX = 16 * 1024 * 1024

/** Unless the server says less. Long, as a connection that must be made first can cost a permit. */
const KEEP_ALIVE_MS = 30_000

export interface Transport {
  /** Has a connection open when it resolves, if one can be had: the time to connect is not taken from a permit's. */
  connect(signal: AbortSignal | undefined, timeoutMs: number): Promise<Exchange | undefined>
  send(request: HttpRequest): Promise<Exchange>
  close(): Promise<void>
}

/** HTTP/1.1 over kept connections, one request at a time on each, and nothing ever sent twice. */
export function undiciTransport(origin: string, clock: Clock, connections: number): Transport {
  // HTTP/2 would hide whether a request was written; the time-outs of an exchange are ours, below.
  const timeouts = { connectTimeout: 10_000, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS }
  const pool = new Pool(origin, { connections, pipelining: 1, allowH2: false, ...timeouts })
  const idle = { method: 'GET', path: '/', headers: {}, body: null } as const
  return {
    connect: async (signal, timeoutMs) => {
      if (pool.stats.free > 0) return undefined
      const exchange = await exchangeOver(pool, clock, { ...idle, validUntilMs: Number.NEGATIVE_INFINITY, timeoutMs, anyTime: signal })
      return exchange.ended === 'unsent' && exchange.why === 'late' ? undefined : exchange
    },
    send: (request) => exchangeOver(pool, clock, request),
    close: () => pool.close(),
  }
}

function exchangeOver(pool: Dispatcher, clock: Clock, request: HttpRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    const settled = new AbortController()
    const chunks: Buffer[] = []
    let head: Omit<HttpAnswer, 'body'> | undefined
    let controller: Dispatcher.DispatchController | undefined
    let size = 0

    const finish = (exchange: Exchange): void => {
      if (settled.signal.aborted) return
      settled.abort()
      resolve(exchange)
    }
    const stop = (why: 'cancelled' | 'timeout'): void => {
      finish(controller ? { ended: 'lost', why } : { ended: 'unsent', why })
      controller?.abort(new Error(why))
    }
    const options = { once: true, signal: settled.signal }
    request.anyTime?.addEventListener('abort', () => stop('cancelled'), options)
    request.beforeSent?.addEventListener('abort', () => controller || stop('cancelled'), options)
    if (request.anyTime?.aborted || request.beforeSent?.aborted) return stop('cancelled')
    clock.sleep(request.timeoutMs, settled.signal).then(
      () => stop('timeout'),
      () => {},
    )

    const { method, path, headers, body } = request
    pool.dispatch(
      { method, path, headers, body },
      {
        // Called just before the first byte is written. Throwing here keeps the connection and sends nothing.
        onRequestStart: (started) => {
          if (settled.signal.aborted || controller) throw new Error('not to be sent')
          if (clock.monotonic() > request.validUntilMs) {
            finish({ ended: 'unsent', why: 'late' })
            throw new Error('not to be sent')
          }
          controller = started
        },
        onResponseStart: (_, status, answered) => {
          head = { status, headers: answered }
        },
        onResponseData: (current, chunk) => {
          size += chunk.length
          if (size > BODY_BYTES_MAX) return current.abort(new Error('the answer is too long'))
          chunks.push(chunk)
        },
        onResponseEnd: () => {
          if (head) finish({ ended: 'answered', answer: { ...head, body: Buffer.concat(chunks).toString('utf8') } })
        },
        onResponseError: (_, cause) => {
          finish(
            controller
              ? { ended: 'lost', why: 'broken', cause: describe(cause) }
              : { ended: 'unsent', why: 'unreachable', cause: describe(cause) },
          )
        },
      },
    )
  })
}
