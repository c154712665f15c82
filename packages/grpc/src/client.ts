import { AppError, retry, type Scope, systemClock } from '@calbridge/core'
import { traceparentOf, withSpan } from '@calbridge/telemetry'
import { type ChannelCredentials, type Client, type ClientOptions as GrpcJsOptions, Metadata, type MethodDefinition } from '@grpc/grpc-js'
import { TENANT_HEADER } from './auth.ts'
import { type Channels, openChannels } from './channels.ts'
import { invoke } from './invoke.ts'
import { MAX_MESSAGE_BYTES } from './server.ts'

export interface ClientCallOptions {
  /** Aborting it cancels the call, here and at the server. */
  readonly signal?: AbortSignal | undefined
  /** A point in time (ms since the epoch), such as an incoming call's `deadlineMs`; a margin is kept for the answer's way back. */
  readonly deadlineMs?: number | undefined
  /** A duration; the client's `defaultDeadlineMs` without it. The earlier of both counts. */
  readonly timeoutMs?: number | undefined
  /** On whose behalf a service calls. */
  readonly tenant?: string | undefined
  /** Says that a repetition does no harm: `unavailable` is tried again, elsewhere where possible, while the deadline allows. */
  readonly idempotent?: boolean | undefined
}

export interface ClientOptions {
  /** host:port each; calls go round them, past those that are down. */
  readonly addresses: readonly string[]
  readonly serviceToken?: string | undefined
  /** Instead of a service token: acts as that key's owner. */
  readonly apiKey?: string | undefined
  /** How long a call may take that says nothing else. A duration. */
  readonly defaultDeadlineMs: number
  readonly maxMessageBytes?: number | undefined
}

type Method<Request, Response> = { requestSerialize(request: Request): Buffer; responseDeserialize(bytes: Buffer): Response }

/** Each RPC as a function; it rejects with the AppError that the server threw. */
export type GrpcClient<Definition> = {
  readonly [Name in keyof Definition]: Definition[Name] extends Method<infer Request, infer Response>
    ? (request: Request, options?: ClientCallOptions) => Promise<Response>
    : never
}

interface ClientClass<Definition> {
  new (address: string, credentials: ChannelCredentials, options?: GrpcJsOptions): Client
  readonly service: Definition
}

/** The answer's way back, so that a caller's caller does not give up while it travels. */
const MARGIN_MS = 10

/** A typed client of a generated `…Client` class. Connects with the first call. */
export function grpcClient<Definition extends object>(
  Class: ClientClass<Definition>,
  options: ClientOptions,
  scope: Scope,
): GrpcClient<Definition> {
  const channels = openChannels(Class, options.addresses, options.maxMessageBytes ?? MAX_MESSAGE_BYTES)
  scope.defer('grpc client', () => channels.close())
  const methods: Record<string, unknown> = {}
  for (const [name, method] of Object.entries(Class.service) as [string, MethodDefinition<unknown, unknown>][])
    methods[name] = caller(channels, method, options)
  return methods as GrpcClient<Definition>
}

function caller(channels: Channels, method: MethodDefinition<unknown, unknown>, options: ClientOptions) {
  const [, service = '', rpc = ''] = method.path.split('/')
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': rpc }

  return (request: unknown, call: ClientCallOptions = {}): Promise<unknown> =>
    withSpan(`${service}/${rpc}`, { kind: 'client', attributes }, async (span) => {
      const metadata = credentialsOf(options, call.tenant)
      metadata.set('traceparent', traceparentOf(span))
      const deadlineMs = deadlineOf(call, options.defaultDeadlineMs)
      const once = () => invoke(channels.next(), method, request, metadata, { deadlineMs, signal: call.signal })
      return call.idempotent ? whileUnavailable(once, deadlineMs, call.signal) : once()
    })
}

function credentialsOf({ serviceToken, apiKey }: ClientOptions, tenant: string | undefined): Metadata {
  const metadata = new Metadata()
  if (serviceToken) metadata.set('authorization', `Bearer ${serviceToken}`)
  else if (apiKey) metadata.set('x-api-key', apiKey)
  if (tenant) metadata.set(TENANT_HEADER, tenant)
  return metadata
}

function deadlineOf({ deadlineMs, timeoutMs }: ClientCallOptions, defaultDeadlineMs: number): number {
  const nowMs = Date.now()
  const latestMs = Math.min(nowMs + (timeoutMs ?? defaultDeadlineMs), deadlineMs === undefined ? Infinity : deadlineMs - MARGIN_MS)
  if (latestMs <= nowMs) throw new AppError('deadline_exceeded', 'the deadline has passed')
  return latestMs
}

function whileUnavailable<T>(once: () => Promise<T>, deadlineMs: number, signal: AbortSignal | undefined): Promise<T> {
  const untilDeadline = AbortSignal.timeout(Math.max(1, deadlineMs - Date.now()))
  return retry(once, {
    initialMs: 50,
    maxMs: 1_000,
    clock: systemClock,
    random: Math.random,
    signal: signal ? AbortSignal.any([signal, untilDeadline]) : untilDeadline,
    retryable: (error) => error instanceof AppError && error.code === 'unavailable' && error.reason !== 'cancelled',
  })
}
