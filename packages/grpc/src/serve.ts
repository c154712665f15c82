import { AppError, describe, type Log } from '@calbridge/core'
import { failSpan, openSpan } from '@calbridge/telemetry'
import { type handleUnaryCall, type Metadata, type MethodDefinition, type ServerUnaryCall, status } from '@grpc/grpc-js'
import { context } from '@opentelemetry/api'
import type { Authenticate } from './auth.ts'
import { type Principal, ServerCall } from './call.ts'
import { toServiceError } from './errors.ts'
import { methodMetrics } from './metrics.ts'
import type { Handler } from './unary.ts'

export interface ServeOptions {
  readonly authenticate: Authenticate
  readonly log: Log
}

/** Stands for a request whose bytes are no such message: grpc-js alone would answer INTERNAL. */
export const UNDECODABLE = Symbol('undecodable')

type AnyHandler = Handler<never, unknown>

/**
 * One function around each handler: credentials, deadline, span, metrics, errors. Not grpc-js interceptors,
 * each of which costs a look-up several promises and objects more.
 */
export function serve(
  { path }: Pick<MethodDefinition<unknown, unknown>, 'path'>,
  handler: AnyHandler,
  options: ServeOptions,
): handleUnaryCall<unknown, unknown> {
  const [, service = '', method = ''] = path.split('/')
  const record = methodMetrics(service, method)
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method }

  return (call, callback) => {
    const startedMs = performance.now()
    const parent = call.metadata.get('traceparent')[0]
    const { span, inside } = openSpan(`${service}/${method}`, { kind: 'server', attributes, parent: parent as string | undefined })

    const finish = (code: string): void => {
      span.setAttribute('rpc.grpc.status_code', code)
      span.end()
      record(code, (performance.now() - startedMs) / 1_000)
    }
    const run = (principal: Principal): Promise<unknown> => {
      const deadlineMs = admit(call)
      return context.with(inside, handler.handle, undefined, call.request as never, new ServerCall(call, principal, deadlineMs, span))
    }

    begin(run, options.authenticate, call.metadata).then(
      (response) => {
        callback(null, response)
        finish('OK')
      },
      (cause: unknown) => {
        const error = AppError.from(cause)
        const failure = toServiceError(error)
        callback(failure)
        if (call.cancelled) return finish('CANCELLED')
        if (error.code === 'internal') failSpan(span, error)
        context.with(inside, tell, undefined, options.log, path, error)
        finish(status[failure.code])
      },
    )
  }
}

/** A bug of ours is an error; what else the caller is not told (the cause) is there for whoever looks for it. */
function tell(log: Log, rpc: string, error: AppError): void {
  const fields = { rpc, code: error.code, reason: error.reason, error: describe(error) }
  if (error.code === 'internal') log.error(fields, 'rpc failed')
  else log.debug(fields, 'rpc refused')
}

/** Without an await where the credentials are known at once: each costs a cached look-up a turn. */
function begin(run: (principal: Principal) => Promise<unknown>, authenticate: Authenticate, metadata: Metadata): Promise<unknown> {
  try {
    const principal = authenticate(metadata)
    return principal instanceof Promise ? principal.then(run) : run(principal)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Gives the deadline, if there is one. */
function admit(call: ServerUnaryCall<unknown, unknown>): number | undefined {
  if (call.request === UNDECODABLE) throw new AppError('invalid_argument', 'the request is not a valid message', { reason: 'undecodable' })
  const deadlineMs = Number(call.getDeadline())
  if (deadlineMs <= Date.now()) throw new AppError('deadline_exceeded', 'the deadline has passed')
  return Number.isFinite(deadlineMs) ? deadlineMs : undefined
}
