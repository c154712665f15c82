import { AppError, type Clock } from '@calbridge/core'
import { type IdempotencyClaim, type IdempotencyStore, KeyTaken, type StoredAnswer } from './ports.ts'

export interface Codec<Answer> {
  encode(answer: Answer): Uint8Array
  decode(bytes: Uint8Array): Answer
}

export interface IdempotentDeps {
  readonly idempotency: IdempotencyStore
  readonly clock: Clock
}

export interface Replayable<Answer> {
  readonly answer: Answer
  readonly replayed: boolean
}

export interface Once<Answer> {
  readonly codec: Codec<Answer>
  /** Does it, storing the key with the effect in one transaction. Throws KeyTaken when the key was used before. */
  readonly work: () => Promise<Answer>
  /** Makes the answer of a request that died before it could answer, from the row that it left. */
  readonly render: (appointmentUid: string) => Promise<Answer>
}

/**
 * Runs `work` once for a key. The key is stored with the effect in one transaction; the answer just before it is sent,
 * and then given again byte for byte, even if the state has moved on. Refusals (4xx) are kept too, failures are not.
 */
export async function idempotent<Answer>(
  deps: IdempotentDeps,
  tenant: string,
  claim: IdempotencyClaim | undefined,
  once: Once<Answer>,
): Promise<Replayable<Answer>> {
  if (!claim) return { answer: await once.work(), replayed: false }
  const key: Key<Answer> = { ...deps, tenant, claim, codec: once.codec }
  const done = await settle(once.work)
  if (done instanceof KeyTaken) return replay(key, once.render)
  if (done instanceof AppError && !isVerdict(done)) throw done
  // The key is looked at last, so a repetition may be refused for what the first one did, or for a start that is past by now.
  const earlier = done instanceof AppError ? await key.idempotency.find(tenant, claim) : undefined
  return earlier ? replayOf(key, earlier, once.render) : store(key, done)
}

interface Key<Answer> extends IdempotentDeps {
  readonly tenant: string
  readonly claim: IdempotencyClaim
  readonly codec: Codec<Answer>
}

type Done<Answer> = { readonly answer: Answer } | AppError

/** The work's answer, or its refusal; what is neither is thrown. */
async function settle<Answer>(work: () => Promise<Answer>): Promise<Done<Answer> | KeyTaken> {
  try {
    return { answer: await work() }
  } catch (error) {
    if (error instanceof AppError || error instanceof KeyTaken) return error
    throw error
  }
}

/** Would the same request be refused the same way again? A failure, or one that is under way, would not. */
const isVerdict = (error: AppError): boolean => error.permanent

async function store<Answer>(key: Key<Answer>, done: Done<Answer>, replayed = false): Promise<Replayable<Answer>> {
  const mine = pack(done instanceof AppError ? { error: refusal(done) } : { answer: base64(key.codec.encode(done.answer)) })
  const kept = await key.idempotency.finish(key.tenant, key.claim, mine)
  if (!kept) throw inFlight(0)
  if (Buffer.compare(kept, mine) !== 0) return { answer: unpack(kept, key.codec), replayed: true }
  if (done instanceof AppError) throw done
  return { answer: done.answer, replayed }
}

async function replay<Answer>(key: Key<Answer>, render: Once<Answer>['render']): Promise<Replayable<Answer>> {
  const found = await key.idempotency.find(key.tenant, key.claim)
  // The first one was rolled back after all.
  if (!found) throw new AppError('unavailable', 'the first request with this key is not settled yet', { retryAfterMs: 250 })
  return replayOf(key, found, render)
}

async function replayOf<Answer>(key: Key<Answer>, found: StoredAnswer, render: Once<Answer>['render']): Promise<Replayable<Answer>> {
  if (found.fingerprint !== key.claim.fingerprint)
    throw new AppError('invalid_argument', 'this idempotency key was used for another request', {
      field: 'idempotency_key',
      reason: 'idempotency_key_reused',
    })
  if (found.answer) return { answer: unpack(found.answer, key.codec), replayed: true }
  const leftMs = found.lockedUntilMs - key.clock.now()
  const { appointmentUid } = found
  if (leftMs > 0 || appointmentUid === undefined) throw inFlight(leftMs)
  // Its process died between the commit and the answer.
  const rendered = await settle(() => render(appointmentUid))
  if (rendered instanceof KeyTaken || (rendered instanceof AppError && !isVerdict(rendered))) throw rendered
  return store(key, rendered, true)
}

const inFlight = (leftMs: number): AppError =>
  new AppError('conflict', 'the first request with this key is still under way', {
    field: 'idempotency_key',
    reason: 'idempotency_in_flight',
    retryAfterMs: Math.min(Math.max(leftMs, 250), 1_000),
  })

type Packed =
  | { answer: string }
  | { error: { code: AppError['code']; message: string; field?: string | undefined; reason?: string | undefined } }

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const refusal = ({ code, message, field, reason }: AppError) => ({ code, message, field, reason })
const pack = (packed: Packed): Uint8Array => Buffer.from(JSON.stringify(packed))

function unpack<Answer>(bytes: Uint8Array, codec: Codec<Answer>): Answer {
  const packed = JSON.parse(Buffer.from(bytes).toString()) as Packed
  if ('answer' in packed) return codec.decode(Buffer.from(packed.answer, 'base64'))
  const { code, message, field, reason } = packed.error
  throw new AppError(code, message, { field, reason, replayed: true })
}
