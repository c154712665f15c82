import type { Clock } from '@calbridge/core'
import { type Database, isDuplicateKey, read, type Transaction } from '@calbridge/mysql'
import { type IdempotencyClaim, type IdempotencyStore, KeyTaken } from '../application/ports.ts'

// Kept for longer than the 24 h that callers are promised.
const KEPT_MS = 48 * 3_600_000

const row = (
  tenant: string,
  { operation, key, fingerprint, owner, lockedUntilMs }: IdempotencyClaim,
  appointmentUid: string | null,
  nowMs: number,
) => ({
  company_id: tenant,
  operation,
  idempotency_key: key,
  fingerprint,
  owner,
  appointment_uid: appointmentUid,
  locked_until: new Date(lockedUntilMs),
  expires_at: new Date(nowMs + KEPT_MS),
})

/** The end of the effect's transaction; a second one waits here for the first to commit. */
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
  const keys = (tenant: string, { operation, key }: IdempotencyClaim) =>
    db('idempotency_keys').where({ company_id: tenant, operation, idempotency_key: key })
  const isAdded = async (tenant: string, claim: IdempotencyClaim, answer: Buffer): Promise<boolean> => {
    try {
      await db('idempotency_keys').insert({ ...row(tenant, claim, null, clock.now()), answer })
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
  return {
    find: (tenant, claim) =>
      read(db, async () => {
        const found = await keys(tenant, claim).first()
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
        const filled = await keys(tenant, claim)
          .whereNull('answer')
          .where((q) => q.where({ owner: claim.owner }).orWhere('locked_until', '<=', new Date(clock.now())))
          .update({ answer: bytes })
        // A refusal's transaction left no row.
        if (filled === 1 || (await isAdded(tenant, claim, bytes))) return answer
        const found = await keys(tenant, claim).first('answer')
        return found?.answer ?? undefined
      }),
  }
}
