import type { ApiKey } from '@calbridge/contracts'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'

export async function loadApiKeys(db: Database, tenant: string): Promise<ApiKey[]> {
  const rows = await db('api_keys').where({ company_id: tenant }).orderBy('id')
  return rows.map((row) => ({
    id: String(row.id),
    hash: row.hash,
    permissions: fromJson<string[]>(row.permissions),
    expiresAtMs: row.expires_at ? row.expires_at.getTime() : 0,
    revoked: row.revoked_at !== null,
  }))
}

export async function insertApiKey(trx: Transaction, tenant: string, name: string, key: ApiKey): Promise<ApiKey> {
  const [id] = await trx('api_keys').insert({ company_id: tenant, name, hash: key.hash, ...columns(trx, key) })
  return { ...key, id: String(id) }
}

export async function saveApiKey(trx: Transaction, tenant: string, key: ApiKey, before: ApiKey | undefined): Promise<ApiKey> {
  if (!before) return insertApiKey(trx, tenant, 'applied', key)
  await trx('api_keys').where({ id: before.id, company_id: tenant }).update(columns(trx, key))
  return key
}

const columns = (trx: Transaction, key: ApiKey) => ({
  permissions: toJson(key.permissions),
  expires_at: key.expiresAtMs > 0 ? new Date(key.expiresAtMs) : null,
  revoked_at: key.revoked ? trx.fn.now(3) : null,
})
