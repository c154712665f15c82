import type { Clock } from '@calbridge/core'
import { type Database, isDuplicateKey, read, type Transaction } from '@calbridge/mysql'
import { type IdempotencyClaim, type IdempotencyStore, KeyTaken } from '../application/ports.ts'

// Kept for longer than the 24 h that callers are promised.
const KEPT_MS = 48 * 3_600_000

const row = (
  tenant: string,
  { operation, key, fingerprint, lockedUntilMs }: IdempotencyClaim,
  appointmentUid: string | null,
  nowMs: number,
) => ({
  company_id: tenant,
  operation,
  idempotency_key: key,
  fingerprint,
  appointment_uid: appointmentUid,
  locked_until: new Date(lockedUntilMs),
  expires_at: new Date(nowMs + KEPT_MS),
})

/** Part of the effect's transaction; a second one waits here for the first to end. */
export async function insertKey(
  trx: Transaction,
  tenant: string,
  claim: IdempotencyClaim,
  appointmentUid: string,
  nowMs: number,
): Promise<void> {
  try {
    await trx('idempotency_keys').insert(row(tenant, claim, appointmentUid, nowMs))
  } catch (error) {
    throw isDuplicateKey(error) ? new KeyTaken() : error
  }
}

export function mysqlIdempotencyStore(db: Database, clock: Clock): IdempotencyStore {
  const named = (tenant: string, { operation, key }: IdempotencyClaim) => ({ company_id: tenant, operation, idempotency_key: key })
  return {
    find: (tenant, claim) =>
      read(db, async () => {
        const found = await db('idempotency_keys').where(named(tenant, claim)).first()
        return (
          found && {
            fingerprint: found.fingerprint,
            appointmentUid: found.appointment_uid ?? undefined,
            answer: found.answer ?? undefined,
            lockedUntilMs: found.locked_until.getTime(),
          }
        )
      }),
    finish: (tenant, claim, answer) =>
      read(db, async () => {
        const bytes = Buffer.from(answer)
        // COALESCE: of two that finish the same key, the first one's answer is the answer.
        await db('idempotency_keys')
          .insert({ ...row(tenant, claim, null, clock.now()), answer: bytes })
          .onConflict(['company_id', 'operation', 'idempotency_key'])
          .merge({ answer: db.raw('COALESCE(answer, ?)', [bytes]) })
      }),
  }
}
