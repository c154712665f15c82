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

/**
 * Runs `work` once for a key. The key is stored with the effect in one transaction; the answer just before it is sent,
 * and then given again byte for byte, even if the state has moved on. Refusals (4xx) are kept too, failures are not.
 * After a crash between the two `render` makes the answer from the row.
 */
export async function idempotent<Answer>(
  { idempotency, clock }: IdempotentDeps,
  tenant: string,
  claim: IdempotencyClaim | undefined,
  codec: Codec<Answer>,
  work: () => Promise<Answer>,
  render: (appointmentUid: string) => Promise<Answer>,
): Promise<Replayable<Answer>> {
  if (!claim) return { answer: await work(), replayed: false }
  try {
    const answer = await work()
    await idempotency.finish(tenant, claim, pack({ answer: Buffer.from(codec.encode(answer)).toString('base64') }))
    return { answer, replayed: false }
  } catch (error) {
    if (error instanceof KeyTaken) return replay()
    if (error instanceof AppError && error.permanent && error.reason !== 'idempotency_in_flight')
      await idempotency.finish(tenant, claim, pack({ error: refusal(error) }))
    throw error
  }

  async function replay(): Promise<Replayable<Answer>> {
    const found = claim && (await idempotency.find(tenant, claim))
    if (!found || !claim) throw new AppError('unavailable', 'the first request with this key is not settled yet', { retryAfterMs: 1_000 })
    if (found.fingerprint !== claim.fingerprint)
      throw new AppError('invalid_argument', 'this idempotency key was used for another request', {
        field: 'idempotency_key',
        reason: 'idempotency_key_reused',
      })
    if (found.answer) return { answer: unpack(found.answer, codec), replayed: true }
    return takeOver(found, claim)
  }

  async function takeOver(found: StoredAnswer, mine: IdempotencyClaim): Promise<Replayable<Answer>> {
    const leftMs = found.lockedUntilMs - clock.now()
    if (leftMs > 0 || found.appointmentUid === undefined)
      throw new AppError('conflict', 'the first request with this key is still under way', {
        field: 'idempotency_key',
        reason: 'idempotency_in_flight',
        retryAfterMs: Math.min(Math.max(leftMs, 250), 1_000),
      })
    const answer = await render(found.appointmentUid)
    await idempotency.finish(tenant, mine, pack({ answer: Buffer.from(codec.encode(answer)).toString('base64') }))
    return { answer, replayed: true }
  }
}

type Packed =
  | { answer: string }
  | { error: { code: AppError['code']; message: string; field?: string | undefined; reason?: string | undefined } }

const refusal = ({ code, message, field, reason }: AppError) => ({ code, message, field, reason })
const pack = (packed: Packed): Uint8Array => Buffer.from(JSON.stringify(packed))

function unpack<Answer>(bytes: Uint8Array, codec: Codec<Answer>): Answer {
  const packed = JSON.parse(Buffer.from(bytes).toString()) as Packed
  if ('answer' in packed) return codec.decode(Buffer.from(packed.answer, 'base64'))
  const { code, message, field, reason } = packed.error
  throw new AppError(code, message, { field, reason })
}
