import { promisify } from 'node:util'
import { type Log, type Scope, silentLog } from '@calbridge/core'
import { type MethodDefinition, Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import type { Authenticate } from './auth.ts'
import { addReflection } from './reflection.ts'
import { serve, UNDECODABLE } from './serve.ts'
import type { Handler } from './unary.ts'

export interface GrpcService {
  readonly definition: ServiceDefinition
  readonly handlers: Readonly<Record<string, Handler<never, unknown>>>
}

type Method<Request, Response> = { requestDeserialize(bytes: Buffer): Request; responseSerialize(response: Response): Buffer }

/** One handler for each RPC of a generated `…Service` definition. */
export type HandlersOf<Definition> = {
  readonly [Name in keyof Definition]: Definition[Name] extends Method<infer Request, infer Response> ? Handler<Request, Response> : never
}

/** Pairs a definition with its handlers, and the compiler checks that none is missing. */
export const service = <const Definition extends ServiceDefinition>(
  definition: Definition,
  handlers: HandlersOf<Definition>,
): GrpcService => ({
  definition,
  handlers: handlers as unknown as GrpcService['handlers'],
})

export interface GrpcServerOptions {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  readonly services: readonly GrpcService[]
  readonly authenticate: Authenticate
  /** Lets grpcurl ask what there is; without credentials. */
  readonly reflection?: boolean | undefined
  readonly log?: Log | undefined
  readonly maxMessageBytes?: number | undefined
  /** How long calls in flight may take to end on shutdown. */
  readonly shutdownMs?: number | undefined
}

/** Listens with health (grpc.health.v1), and closes with the scope: calls in flight finish, new ones go elsewhere. */
export async function startGrpcServer(options: GrpcServerOptions, scope: Scope): Promise<{ port: number }> {
  const { host, services, authenticate, reflection = false, log = silentLog, maxMessageBytes = 8 * 2 ** 20, shutdownMs = 10_000 } = options
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 5_000,
  })
  for (const { definition, handlers } of services) addService(server, definition, handlers, { authenticate, log })

  const health = new HealthImplementation(Object.fromEntries(['', ...services.map(nameOf)].map((name) => [name, 'SERVING'])))
  health.addToServer(server)
  if (reflection) await addReflection(server)

  const port = await promisify(server.bindAsync.bind(server))(`${host}:${options.port}`, ServerCredentials.createInsecure())
  scope.defer('grpc server', async () => {
    for (const name of ['', ...services.map(nameOf)]) health.setStatus(name, 'NOT_SERVING')
    await stop(server, shutdownMs)
  })
  return { port }
}

function addService(
  server: Server,
  definition: ServiceDefinition,
  handlers: GrpcService['handlers'],
  options: { authenticate: Authenticate; log: Log },
) {
  const implementation: UntypedServiceImplementation = {}
  const methods: Record<string, MethodDefinition<unknown, unknown>> = {}
  for (const [name, method] of Object.entries(definition)) {
    const handler = handlers[name]
    if (!handler) throw new Error(`no handler for ${method.path}`)
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

const asBuffer = (bytes: unknown): Buffer => {
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength)
}

const nameOf = ({ definition }: GrpcService): string => Object.values(definition)[0]?.path.split('/')[1] ?? ''

async function stop(server: Server, shutdownMs: number): Promise<void> {
  const force = setTimeout(() => server.forceShutdown(), shutdownMs)
  try {
    await promisify(server.tryShutdown.bind(server))()
  } finally {
    clearTimeout(force)
  }
}
