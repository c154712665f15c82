import type { Staff } from '@calbridge/contracts'
import type { Database, Transaction } from '@calbridge/mysql'

export async function loadStaff(db: Database, tenant: string): Promise<Staff[]> {
  const rows = await db('staff').where({ company_id: tenant }).whereNull('deleted_at').orderBy('legacy_id')
  return rows.map((row) => ({
    id: row.id,
    legacyId: String(row.legacy_id),
    slug: row.slug,
    name: row.name,
    email: row.email ?? '',
    branchId: row.branch_id ?? '',
    calcomUserId: Number(row.calcom_user_id ?? 0),
    active: Boolean(row.is_active),
    timeZone: row.timezone ?? '',
  }))
}

export async function saveStaff(trx: Transaction, tenant: string, staff: Staff, before: Staff | undefined): Promise<Staff> {
  const columns = {
    legacy_id: staff.legacyId,
    slug: staff.slug,
    name: staff.name,
    email: staff.email || null,
    branch_id: staff.branchId || null,
    calcom_user_id: staff.calcomUserId || null,
    is_active: staff.active,
    timezone: staff.timeZone || null,
  }
  if (before) await trx('staff').where({ id: staff.id, company_id: tenant }).update(columns)
  else await trx('staff').insert({ id: staff.id, company_id: tenant, ...columns })
  return staff
}
