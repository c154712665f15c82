import { AppError } from '@calbridge/core'
import type { Transaction } from '@calbridge/mysql'
import type { StoredClaim } from '../application/ports.ts'
import type { Claim } from '../domain/appointment.ts'
import { isSame } from '../domain/change.ts'
import { fits, newlyClaimed, resourcesOf } from '../domain/claims.ts'

export interface ClaimOwner {
  readonly tenant: string
  readonly uid: string
  readonly version: number
}

/**
 * Makes the appointment's claims be `after`. Whoever takes new time first owns the resource's row, and so sees every
 * claim committed before: under READ COMMITTED the check that follows cannot miss one.
 * Says whether a `fact` overlaps others; throws conflict (slot_taken) where it is not one.
 */
export async function saveClaims(
  trx: Transaction,
  owner: ClaimOwner,
  before: readonly Claim[],
  after: readonly Claim[],
  { fact, nowMs }: { fact: boolean; nowMs: number },
): Promise<{ overlaps: boolean }> {
  if (isSame(before, after)) return { overlaps: false }
  const taken = newlyClaimed(before, after)
  if (taken.length > 0) await lock(trx, owner.tenant, resourcesOf(taken))
  let overlaps = false
  for (const claim of taken) {
    if (fits(claim, await inTheWay(trx, owner, claim, nowMs))) continue
    if (!fact) throw new AppError('conflict', 'this time is not free', { field: 'start', reason: 'slot_taken' })
    overlaps = true
  }
  if (before.length > 0) await trx('claims').where({ appointment_uid: owner.uid }).delete()
  if (after.length > 0) await trx('claims').insert(after.map((claim) => row(owner, claim)))
  return { overlaps }
}

// One statement that finds or makes the rows and owns them until the transaction ends.
const lock = (trx: Transaction, tenant: string, resources: readonly string[]) =>
  trx.raw(
    `INSERT INTO claim_locks (company_id, resource, locked_count) VALUES ${resources.map(() => '(?, ?, 1)').join(', ')}
     ON DUPLICATE KEY UPDATE locked_count = locked_count + 1`,
    resources.flatMap((resource) => [tenant, resource]),
  )

/** Others' live claims that touch the claim's time. */
async function inTheWay(
  trx: Transaction,
  { tenant, uid }: ClaimOwner,
  { resource, fromMs, toMs }: Claim,
  nowMs: number,
): Promise<{ fromMs: number; toMs: number }[]> {
  const rows: Pick<ClaimRow, 'starts_at' | 'ends_at'>[] = await trx('claims')
    .where({ company_id: tenant, resource })
    .where('ends_at', '>', new Date(fromMs))
    .where('starts_at', '<', new Date(toMs))
    .whereNot('appointment_uid', uid)
    .where((q) => q.whereNull('expires_at').orWhere('expires_at', '>', new Date(nowMs)))
    .select('starts_at', 'ends_at')
  return rows.map((found) => ({ fromMs: found.starts_at.getTime(), toMs: found.ends_at.getTime() }))
}

const row = ({ tenant, uid, version }: ClaimOwner, claim: Claim) => ({
  company_id: tenant,
  resource: claim.resource,
  starts_at: new Date(claim.fromMs),
  ends_at: new Date(claim.toMs),
  kind: claim.kind,
  expires_at: claim.expiresAtMs === undefined ? null : new Date(claim.expiresAtMs),
  appointment_uid: uid,
  segment_index: claim.segmentIndex,
  version,
})

export interface ClaimRow {
  resource: string
  starts_at: Date
  ends_at: Date
  kind: Claim['kind']
  expires_at: Date | null
  appointment_uid: string
  segment_index: number
  version: number
}

export const toStoredClaim = (claim: ClaimRow): StoredClaim => ({
  resource: claim.resource,
  fromMs: claim.starts_at.getTime(),
  toMs: claim.ends_at.getTime(),
  kind: claim.kind,
  ...(claim.expires_at && { expiresAtMs: claim.expires_at.getTime() }),
  appointmentUid: claim.appointment_uid,
  segmentIndex: Number(claim.segment_index),
  version: Number(claim.version),
})
