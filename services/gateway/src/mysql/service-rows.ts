import { PausePolicy, type Service } from '@calbridge/contracts'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'
import { type StoredSegment, segmentsOf } from '../domain/stored-segments.ts'
import { loadServiceLinks, saveServiceLinks } from './service-links.ts'

type PausePolicyName = 'always' | 'never' | 'by_service'

const PAUSE_POLICY: Readonly<Record<PausePolicyName, PausePolicy>> = {
  always: PausePolicy.PAUSE_POLICY_ALWAYS,
  never: PausePolicy.PAUSE_POLICY_NEVER,
  by_service: PausePolicy.PAUSE_POLICY_BY_SERVICE,
}

export async function loadServices(db: Database, tenant: string): Promise<Service[]> {
  const rows = await db('services').where({ company_id: tenant }).whereNull('deleted_at').orderBy('id')
  const links = await loadServiceLinks(db, tenant)
  return rows.map((row) => ({
    id: String(row.id),
    slug: row.slug,
    name: row.name,
    durationMin: row.duration_minutes,
    bufferBeforeMin: row.before_event_buffer,
    bufferAfterMin: row.buffer_time_minutes,
    minimumNoticeMin: row.minimum_booking_notice,
    active: Boolean(row.is_active),
    composite: Boolean(row.composite),
    segments: segmentsOf(fromJson<StoredSegment[] | null>(row.segments) ?? []),
    pausePolicy: PAUSE_POLICY[row.pause_bookable_policy as PausePolicyName],
    ...links(String(row.id)),
  }))
}

export async function saveService(trx: Transaction, tenant: string, service: Service, before: Service | undefined): Promise<Service> {
  const columns = {
    slug: service.slug,
    name: service.name,
    duration_minutes: service.durationMin,
    before_event_buffer: service.bufferBeforeMin,
    buffer_time_minutes: service.bufferAfterMin,
    minimum_booking_notice: service.minimumNoticeMin,
    is_active: service.active,
    composite: service.composite,
    segments: service.segments.length > 0 ? toJson(service.segments) : null,
    pause_bookable_policy: policyName(service.pausePolicy),
  }
  let id = service.id
  if (before) await trx('services').where({ id, company_id: tenant }).update(columns)
  else id = String((await trx('services').insert({ company_id: tenant, ...columns }))[0])
  const saved = { ...service, id }
  await saveServiceLinks(trx, saved)
  return saved
}

const policyName = (policy: PausePolicy | undefined): PausePolicyName =>
  (Object.keys(PAUSE_POLICY) as PausePolicyName[]).find((name) => PAUSE_POLICY[name] === policy) ?? 'never'
