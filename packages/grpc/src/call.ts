import { traceparentOf } from '@calbridge/telemetry'
import type { ServerUnaryCall } from '@grpc/grpc-js'
import type { Span } from '@opentelemetry/api'

/** Who calls, as the authenticator found. */
export interface Principal {
  readonly kind: 'service' | 'api_key'
  /** Missing for a service that acts over all tenants. */
  readonly tenant: string | undefined
  readonly permissions: ReadonlySet<string>
}

export interface Call {
  readonly principal: Principal
  /** Aborts when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal
  /** When the caller stops waiting, in milliseconds since the epoch. Goes into a client's `deadlineMs` as it is. */
  readonly deadlineMs: number | undefined
  /** Until then; Infinity without a deadline, never below 0. */
  remainingMs(): number
  /** The server span's. */
  readonly traceparent: string
}

type GrpcJsCall = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'once'>

// Most calls end before anyone asks for the signal or the traceparent, and an AbortController is dear.
export class ServerCall implements Call {
  readonly principal: Principal
  readonly deadlineMs: number | undefined
  readonly #call: GrpcJsCall
  readonly #span: Span
  #abort: AbortController | undefined

  constructor(call: GrpcJsCall, principal: Principal, deadlineMs: number | undefined, span: Span) {
    this.#call = call
    this.principal = principal
    this.deadlineMs = deadlineMs
    this.#span = span
  }

  get traceparent(): string {
    return traceparentOf(this.#span)
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController()
      // grpc-js cancels a call whose deadline passes, too.
      if (this.#call.cancelled) abort.abort()
      else this.#call.once('cancelled', () => abort.abort())
      this.#abort = abort
    }
    return this.#abort.signal
  }

  remainingMs(): number {
    return this.deadlineMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, this.deadlineMs - Date.now())
  }
}
