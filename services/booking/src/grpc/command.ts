import { createHash } from 'node:crypto'
import { type AppointmentResponse, AppointmentResponse as AppointmentResponseCodec, type CallContext } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Call } from '@calbridge/grpc'
import { type Outcome, unlessRefused } from '../application/create-appointment.ts'
import { idempotent } from '../application/idempotent.ts'
import type { IdempotencyClaim } from '../application/ports.ts'
import { type CommandName, metrics } from '../metrics.ts'
import type { CommandDeps } from './deps.ts'
import { appointmentMessage } from './messages.ts'

interface Command {
  readonly name: CommandName
  readonly tenant: string
  readonly context: CallContext | undefined
  /** The request without its context and its wait: what a repeated key must match. */
  readonly request: Uint8Array
  readonly waitMs: number
  /** Checks the request and carries it out. */
  run(key: IdempotencyClaim | undefined): Promise<Outcome>
}

/** Runs a command once for its idempotency key, counts it, and answers the appointment. */
export async function command(deps: CommandDeps, { name, tenant, context, request, waitMs, run }: Command): Promise<AppointmentResponse> {
  try {
    const key = keyOf(deps, name, context, request, waitMs)
    const { answer, replayed } = await idempotent(deps, tenant, key, {
      codec: CODEC,
      work: async () => {
        const { appointment, storedInMs } = await run(key)
        metrics.commandDone(name, storedInMs)
        return { appointment: named(deps, tenant, appointment), replayed: false, storedInMs }
      },
      render: async (uid) => {
        const appointment = await deps.store.get(tenant, uid)
        if (!appointment) throw new AppError('internal', 'internal error', { cause: new Error(`no row behind a stored key: ${uid}`) })
        return { appointment: named(deps, tenant, unlessRefused(appointment)), replayed: false, storedInMs: 0 }
      },
    })
    return { ...answer, replayed }
  } catch (error) {
    const { code, reason } = AppError.from(error)
    metrics.commandRefused(name, reason ?? code)
    throw error
  }
}

const MAX_WAIT_MS = 30_000
// What is left of the caller's time when the wait ends, for the answer to reach it.
const ANSWER_MS = 250

/** As long as the caller asks for, and never past its deadline: it gets the truthful state instead of none. */
export const waitOf = (asked: number, call: Pick<Call, 'remainingMs'>): number =>
  Math.max(0, Math.min(asked, MAX_WAIT_MS, call.remainingMs() - ANSWER_MS))

export function named({ directory }: Pick<CommandDeps, 'directory'>, tenant: string, appointment: Outcome['appointment']) {
  const service = directory.tenant(tenant)?.services.find(({ id }) => id === appointment.serviceId)
  return appointmentMessage(appointment, service?.name)
}

const CODEC = {
  encode: (answer: AppointmentResponse) => AppointmentResponseCodec.encode(answer).finish(),
  decode: (bytes: Uint8Array) => AppointmentResponseCodec.decode(bytes),
}

const MAX_KEY_CHARS = 255

function keyOf(
  { clock, ids, idempotencyLockMs }: CommandDeps,
  operation: CommandName,
  context: CallContext | undefined,
  request: Uint8Array,
  waitMs: number,
): IdempotencyClaim | undefined {
  const key = context?.idempotencyKey
  if (!key) return undefined
  if (key.length > MAX_KEY_CHARS)
    throw new AppError('invalid_argument', `an idempotency key has at most ${MAX_KEY_CHARS} characters`, { field: 'idempotency_key' })
  const fingerprint = createHash('sha256').update(request).digest('hex')
  return { operation, key, fingerprint, owner: ids.next(), lockedUntilMs: clock.now() + waitMs + idempotencyLockMs }
}
