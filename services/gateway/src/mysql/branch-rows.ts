import type { Branch } from '@calbridge/contracts'
import type { Database, Transaction } from '@calbridge/mysql'

export async function loadBranches(db: Database, tenant: string): Promise<Branch[]> {
  const rows = await db('branches').where({ company_id: tenant }).whereNull('deleted_at').orderBy('legacy_id')
  return rows.map((row) => ({
    id: row.id,
    legacyId: String(row.legacy_id),
    slug: row.slug,
    name: row.name,
    timeZone: row.timezone,
    active: Boolean(row.is_active),
  }))
}

export async function saveBranch(trx: Transaction, tenant: string, branch: Branch, before: Branch | undefined): Promise<Branch> {
  const columns = { slug: branch.slug, name: branch.name, timezone: branch.timeZone, is_active: branch.active, legacy_id: branch.legacyId }
  if (before) await trx('branches').where({ id: branch.id, company_id: tenant }).update(columns)
  else await trx('branches').insert({ id: branch.id, company_id: tenant, ...columns })
  return branch
}
