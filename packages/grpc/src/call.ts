import type { ServerUnaryCall } from '@grpc/grpc-js'

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

// A class with a lazy signal, as most calls end before anyone asks for it, and an AbortController is dear.
export class ServerCall implements Call {
  readonly principal: Principal
  readonly deadlineMs: number | undefined
  readonly traceparent: string
  readonly #call: Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'once'>
  #abort: AbortController | undefined

  constructor(
    call: Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'once'>,
    principal: Principal,
    deadlineMs: number | undefined,
    traceparent: string,
  ) {
    this.#call = call
    this.principal = principal
    this.deadlineMs = deadlineMs
    this.traceparent = traceparent
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
