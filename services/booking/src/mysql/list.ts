import type { Database } from '@calbridge/mysql'
import type { ListFilter } from '../application/ports.ts'

/** A page of uids by (start, uid): a key, not an offset, so that pages neither skip nor repeat while rows come and go. */
export async function listUids(db: Database, tenant: string, filter: ListFilter): Promise<string[]> {
  const query = db('appointments').where({ company_id: tenant }).whereNull('deleted_at')
  if (filter.fromMs !== undefined) query.where('starts_at', '>=', new Date(filter.fromMs))
  if (filter.toMs !== undefined) query.where('starts_at', '<', new Date(filter.toMs))
  if (filter.statuses.length > 0) query.whereIn('status', [...filter.statuses])
  if (filter.staffId !== undefined) query.where({ staff_id: filter.staffId })
  if (filter.customerEmail !== undefined) query.where({ attendee_email: filter.customerEmail })
  if (filter.after) {
    const { startMs, uid } = filter.after
    query.where((q) =>
      q.where('starts_at', '>', new Date(startMs)).orWhere((same) => same.where('starts_at', new Date(startMs)).where('uid', '>', uid)),
    )
  }
  const rows: { uid: string }[] = await query.orderBy(['starts_at', 'uid']).limit(filter.limit).select('uid')
  return rows.map(({ uid }) => uid)
}
