import type { Limits, Tenant } from '@calbridge/contracts'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'

interface Settings {
  readonly features?: Record<string, boolean>
  readonly limits?: Partial<Limits>
}

const NO_LIMITS: Limits = { availabilityPerMinute: 0, bookingsPerMinute: 0, changesPerMinute: 0, webhooksPerSecond: 0 }

/** The tenant without its parts; undefined when there is none. With `lock`, nobody else changes the tenant until the end of the transaction. */
export async function loadCompany(db: Database, by: { id: string } | { slug: string }, { lock = false } = {}): Promise<Tenant | undefined> {
  const query = db('companies').where(by).whereNull('deleted_at').first()
  const row = await (lock ? query.forUpdate() : query)
  if (!row) return undefined
  const { features = {}, limits } = fromJson<Settings>(row.settings)
  return {
    id: String(row.id),
    version: Number(row.directory_version),
    slug: row.slug,
    name: row.name,
    active: Boolean(row.is_active),
    timeZone: row.timezone,
    placeholderDomain: row.placeholder_domain,
    limits: { ...NO_LIMITS, ...limits },
    features: Object.fromEntries(Object.entries(features).map(([name, on]) => [name, Boolean(on)])),
    branches: [],
    services: [],
    staff: [],
    eventMap: [],
    credentials: [],
    apiKeys: [],
    webhooks: [],
  }
}

export async function insertCompany(trx: Transaction, tenant: Tenant): Promise<string> {
  const [id] = await trx('companies').insert(columns(tenant, {}))
  return String(id)
}

/** Other settings than features and limits are left as they are. */
export async function updateCompany(trx: Transaction, tenant: Tenant): Promise<void> {
  const row = await trx('companies').where({ id: tenant.id }).first('settings')
  await trx('companies')
    .where({ id: tenant.id })
    .update(columns(tenant, fromJson<Settings>(row.settings)))
}

const columns = (tenant: Tenant, settings: Settings) => ({
  slug: tenant.slug,
  name: tenant.name,
  is_active: tenant.active,
  timezone: tenant.timeZone,
  placeholder_domain: tenant.placeholderDomain,
  settings: toJson({ ...settings, features: tenant.features, limits: tenant.limits }),
})
