import type { Service, ServiceStaff } from '@calbridge/contracts'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'

type Links = Pick<Service, 'staff' | 'branchIds'>

/** Who can do the tenant's services and where they are offered; the result is asked by service id. */
export async function loadServiceLinks(db: Database, tenant: string): Promise<(serviceId: string) => Links> {
  const ofTenant = db('services').where({ company_id: tenant }).select('id')
  const [staff, branches] = await Promise.all([
    db('service_staff').whereIn('service_id', ofTenant.clone()).where({ is_active: true }).orderBy('staff_id'),
    db('branch_service').whereIn('service_id', ofTenant.clone()).where({ is_active: true }).orderBy('branch_id'),
  ])
  const staffOf = Map.groupBy(staff, (row) => String(row.service_id))
  const branchesOf = Map.groupBy(branches, (row) => String(row.service_id))
  return (serviceId) => ({
    staff: (staffOf.get(serviceId) ?? []).map(
      (row): ServiceStaff => ({
        staffId: row.staff_id,
        weight: Number(row.weight),
        canBook: Boolean(row.can_book),
        allowedSegments: fromJson<string[] | null>(row.allowed_segments) ?? [],
      }),
    ),
    branchIds: (branchesOf.get(serviceId) ?? []).map((row) => row.branch_id),
  })
}

/** Makes the links be exactly the service's. Its own rows only: nobody else's service is touched. */
export async function saveServiceLinks(trx: Transaction, { id, staff, branchIds }: Service): Promise<void> {
  for (const link of staff) {
    const columns = {
      weight: link.weight,
      can_book: link.canBook,
      is_active: true,
      allowed_segments: link.allowedSegments.length > 0 ? toJson(link.allowedSegments) : null,
    }
    await trx('service_staff')
      .insert({ service_id: id, staff_id: link.staffId, ...columns })
      .onConflict(['service_id', 'staff_id'])
      .merge(columns)
  }
  await trx('branch_service').where({ service_id: id }).whereNotIn('branch_id', branchIds).update({ is_active: false })
  for (const branchId of branchIds) {
    await trx('branch_service')
      .insert({ service_id: id, branch_id: branchId, is_active: true })
      .onConflict(['branch_id', 'service_id'])
      .merge({ is_active: true })
  }
}
