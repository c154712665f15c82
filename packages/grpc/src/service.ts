import type { ServiceDefinition } from '@grpc/grpc-js'
import type { Handler } from './unary.ts'

/** A generated `…Service` definition and what answers it. */
export interface GrpcService {
  readonly definition: ServiceDefinition
  readonly handlers: Readonly<Record<string, Handler<never, unknown>>>
}

type Method<Request, Response> = { requestDeserialize(bytes: Buffer): Request; responseSerialize(response: Response): Buffer }

/** One handler for each RPC of a definition. */
export type HandlersOf<Definition> = {
  readonly [Name in keyof Definition]: Definition[Name] extends Method<infer Request, infer Response> ? Handler<Request, Response> : never
}

/** Pairs a definition with its handlers, and the compiler checks that they fit and that none is missing. */
export const service = <const Definition extends ServiceDefinition>(
  definition: Definition,
  handlers: HandlersOf<Definition>,
): GrpcService => ({ definition, handlers: handlers as unknown as GrpcService['handlers'] })
