import type { Call } from './call.ts'

/** A unary RPC's handler, for `startGrpcServer`. Throws AppError for what the caller shall see. */
export interface Handler<Request, Response> {
  readonly handle: (request: Request, call: Call) => Promise<Response>
  /** The response is bytes already. */
  readonly raw: boolean
}

export const unary = <Request, Response>(handle: (request: Request, call: Call) => Promise<Response>): Handler<Request, Response> => ({
  handle,
  raw: false,
})

/** For answers that are kept encoded: what it gives goes on the wire as it is, and must be the response message's bytes. */
export const rawUnary = <Request>(handle: (request: Request, call: Call) => Promise<Uint8Array>): Handler<Request, never> => ({
  handle: handle as (request: Request, call: Call) => Promise<never>,
  raw: true,
})
