import { AppError, type Scope } from '@calbridge/core'
import { failSpan, openSpan, traceparentOf } from '@calbridge/telemetry'
import {
  type ChannelCredentials,
  type Client,
  credentials,
  type Client as GrpcJsClient,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js'
import { context } from '@opentelemetry/api'
import { TENANT_HEADER } from './auth.ts'
import { fromServiceError } from './errors.ts'

export interface ClientCallOptions {
  readonly signal?: AbortSignal | undefined
  /** A point in time (ms since the epoch), such as an incoming call's `deadlineMs`; a margin is kept for the answer's way back. */
  readonly deadlineMs?: number | undefined
  /** A duration; the client's `defaultDeadlineMs` without it. The earlier of both counts. */
  readonly timeoutMs?: number | undefined
  /** On whose behalf a service calls. */
  readonly tenant?: string | undefined
  /** Says that a repetition does no harm: the call is tried again, elsewhere where possible, while the deadline allows. */
  readonly idempotent?: boolean | undefined
}

export interface ClientOptions {
  /** host:port each; calls go round them, past those that are down. */
  readonly addresses: readonly string[]
  readonly serviceToken?: string | undefined
  /** Instead of a service token: acts as that key's owner. */
  readonly apiKey?: string | undefined
  /** How long a call may take that says nothing else. */
  readonly defaultDeadlineMs: number
  readonly maxMessageBytes?: number | undefined
}

type Method<Request, Response> = { requestSerialize(request: Request): Buffer; responseDeserialize(bytes: Buffer): Response }

/** Each RPC as a function; it rejects with AppError. */
export type GrpcClient<Definition> = {
  readonly [Name in keyof Definition]: Definition[Name] extends Method<infer Request, infer Response>
    ? (request: Request, options?: ClientCallOptions) => Promise<Response>
    : never
}

interface ClientClass<Definition> {
  new (address: string, credentials: ChannelCredentials, options?: object): Client
  readonly service: Definition
}

/** A typed client of a generated `…Client` class. Connects with the first call. */
export function grpcClient<Definition extends object>(
  Class: ClientClass<Definition>,
  options: ClientOptions,
  scope: Scope,
): GrpcClient<Definition> {
  const clients: GrpcJsClient[] = options.addresses.map((address) => new Class(address, credentials.createInsecure()))
  scope.defer('grpc client', () => {
    for (const client of clients) client.close()
  })
  let turn = 0
  const methods: Record<string, unknown> = {}
  for (const [name, method] of Object.entries(Class.service) as [string, MethodDefinition<unknown, unknown>][]) {
    methods[name] = async (
      request: unknown,
      { signal, deadlineMs, timeoutMs = options.defaultDeadlineMs, tenant }: ClientCallOptions = {},
    ) => {
      const { span, inside } = openSpan(method.path.slice(1), { kind: 'client' })
      const metadata = new Metadata()
      metadata.set('traceparent', traceparentOf(span))
      if (options.serviceToken) metadata.set('authorization', `Bearer ${options.serviceToken}`)
      if (options.apiKey) metadata.set('x-api-key', options.apiKey)
      if (tenant) metadata.set(TENANT_HEADER, tenant)
      const deadline = Math.min(Date.now() + timeoutMs, deadlineMs ?? Number.POSITIVE_INFINITY)
      try {
        return await context.with(
          inside,
          () =>
            new Promise((resolve, reject) => {
              const client = clients[turn++ % clients.length]!
              if (signal?.aborted) return reject(new AppError('unavailable', 'cancelled', { reason: 'cancelled' }))
              const call = client.makeUnaryRequest(
                method.path,
                method.requestSerialize,
                method.responseDeserialize,
                request,
                metadata,
                { deadline },
                (error: ServiceError | null, response?: unknown) => {
                  signal?.removeEventListener('abort', cancel)
                  error ? reject(fromServiceError(error)) : resolve(response)
                },
              )
              const cancel = () => call.cancel()
              signal?.addEventListener('abort', cancel, { once: true })
            }),
        )
      } catch (error) {
        failSpan(span, error)
        throw error
      } finally {
        span.end()
      }
    }
  }
  return methods as GrpcClient<Definition>
}
