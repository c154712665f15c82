import type { EventMapping } from '@calbridge/contracts'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'
import { mappingKey } from '../domain/complete-mapping.ts'

export async function loadEventMap(db: Database, tenant: string): Promise<EventMapping[]> {
  const rows = await db('calcom_event_map').where({ company_id: tenant }).orderBy('id')
  return rows.map((row) => ({
    id: String(row.id),
    serviceId: String(row.service_id),
    branchId: row.branch_id ?? '',
    segmentKey: row.segment_key ?? '',
    staffId: row.staff_id ?? '',
    eventTypeId: String(row.event_type_id),
    credentialId: String(row.credential_id),
    slug: row.event_type_slug ?? '',
    hostStaffIds: fromJson<string[]>(row.host_staff_ids),
    durationMin: row.duration_minutes,
    seated: Boolean(row.seated),
  }))
}

export async function saveMapping(
  trx: Transaction,
  tenant: string,
  mapping: EventMapping,
  before: EventMapping | undefined,
): Promise<EventMapping> {
  const columns = {
    branch_id: mapping.branchId || null,
    service_id: mapping.serviceId,
    segment_key: mapping.segmentKey || null,
    staff_id: mapping.staffId || null,
    mapping_key: mappingKey(mapping),
    event_type_id: mapping.eventTypeId,
    event_type_slug: mapping.slug || null,
    credential_id: mapping.credentialId,
    host_staff_ids: toJson(mapping.hostStaffIds),
    duration_minutes: mapping.durationMin,
    seated: mapping.seated,
    // A mapping that is given is one that is known to stand there.
    sync_status: 'synced',
    last_sync_at: trx.fn.now(3),
  }
  await saveEventType(trx, tenant, mapping)
  if (before) {
    await trx('calcom_event_map').where({ id: before.id, company_id: tenant }).update(columns)
    return { ...mapping, id: before.id }
  }
  const [id] = await trx('calcom_event_map').insert({ company_id: tenant, ...columns })
  return { ...mapping, id: String(id) }
}

/** The list of event types that operators' SQL reads. */
async function saveEventType(trx: Transaction, tenant: string, { eventTypeId, slug, durationMin }: EventMapping): Promise<void> {
  const row = { company_id: tenant, calcom_event_type_id: eventTypeId }
  const columns = { slug: slug || null, duration_minutes: durationMin, is_active: true }
  const updated = await trx('calcom_event_types').where(row).update(columns)
  if (updated === 0) await trx('calcom_event_types').insert({ ...row, ...columns })
}
