import { promisify } from 'node:util'
import { AppError, type Log, type Scope, silentLog } from '@calbridge/core'
import { type MethodDefinition, Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import type { Authenticate } from './auth.ts'
import { addReflection } from './reflection.ts'
import { type ServeOptions, serve, UNDECODABLE } from './serve.ts'
import type { GrpcService } from './service.ts'

export interface GrpcServerOptions {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  readonly services: readonly GrpcService[]
  readonly authenticate: Authenticate
  /** Lets grpcurl ask what there is; without credentials. */
  readonly reflection?: boolean | undefined
  readonly log?: Log | undefined
  /** Larger requests and responses fail with RESOURCE_EXHAUSTED. */
  readonly maxMessageBytes?: number | undefined
  /** How long calls in flight may take to end on shutdown. */
  readonly shutdownMs?: number | undefined
}

export const MAX_MESSAGE_BYTES = 8 * 2 ** 20

/** Listens, with health (grpc.health.v1), and closes with the scope: calls in flight finish, new ones go elsewhere. */
export async function startGrpcServer(options: GrpcServerOptions, scope: Scope): Promise<{ port: number }> {
  const { host, services, authenticate, reflection = false, log = silentLog, shutdownMs = 10_000 } = options
  const { maxMessageBytes = MAX_MESSAGE_BYTES } = options
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 5_000,
  })
  for (const { definition, handlers } of services) addService(server, definition, handlers, { authenticate, log })

  const names = ['', ...services.map(({ definition }) => Object.values(definition)[0]?.path.split('/')[1] ?? '')]
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'SERVING'])))
  health.addToServer(server)
  if (reflection) await addReflection(server, [...services.map(({ definition }) => definition)])

  const port = await promisify(server.bindAsync.bind(server))(`${host}:${options.port}`, ServerCredentials.createInsecure())
  scope.defer('grpc server', async () => {
    for (const name of names) health.setStatus(name, 'NOT_SERVING')
    await stop(server, shutdownMs)
  })
  return { port }
}

function addService(server: Server, definition: ServiceDefinition, handlers: GrpcService['handlers'], options: ServeOptions): void {
  const implementation: UntypedServiceImplementation = {}
  const methods: Record<string, MethodDefinition<unknown, unknown>> = {}
  for (const [name, method] of Object.entries(definition)) {
    const handler = handlers[name]
    if (!handler) throw new AppError('internal', `no handler for ${method.path}`)
    implementation[name] = serve(method, handler, options)
    methods[name] = {
      ...method,
      requestDeserialize: (bytes) => decodeOr(UNDECODABLE, method, bytes),
      responseSerialize: handler.raw ? asBuffer : method.responseSerialize,
    }
  }
  server.addService(methods, implementation)
}

function decodeOr(otherwise: unknown, method: MethodDefinition<unknown, unknown>, bytes: Buffer): unknown {
  try {
    return method.requestDeserialize(bytes)
  } catch {
    return otherwise
  }
}

function asBuffer(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  const { buffer, byteOffset, byteLength } = value as Uint8Array
  return Buffer.from(buffer, byteOffset, byteLength)
}

async function stop(server: Server, shutdownMs: number): Promise<void> {
  const force = setTimeout(() => server.forceShutdown(), shutdownMs)
  try {
    await promisify(server.tryShutdown.bind(server))()
  } finally {
    clearTimeout(force)
  }
}
