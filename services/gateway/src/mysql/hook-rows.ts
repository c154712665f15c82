import type { Keyring } from '@calbridge/calcom'
import { hookContext, type Webhook } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Database, fromJson, type Transaction, toJson } from '@calbridge/mysql'

export async function loadHooks(db: Database, tenant: string): Promise<Webhook[]> {
  const rows = await db('calcom_hooks').where({ company_id: tenant }).orderBy('hook_id')
  return rows.map((row) => ({
    hookId: row.hook_id,
    encryptedSecrets: fromJson<string[]>(row.encrypted_secrets).map((text) => Buffer.from(text, 'base64')),
    keyId: row.key_id,
    credentialId: row.credential_id === null ? '' : String(row.credential_id),
  }))
}

/**
 * The sealed secrets that shall stand. A new secret comes first and the one before it stays, so that deliveries
 * signed with either are taken during a rotation; both are sealed with the current key.
 */
export function sealSecrets(
  keyring: Keyring,
  tenant: string,
  hookId: string,
  clear: string | undefined,
  before: Webhook | undefined,
): Pick<Webhook, 'encryptedSecrets' | 'keyId'> {
  const context = hookContext(tenant, hookId)
  if (clear === undefined) return { encryptedSecrets: before?.encryptedSecrets ?? [], keyId: before?.keyId ?? '' }
  const standing = before?.encryptedSecrets.map((bytes) => keyring.open(bytes, before.keyId, context)) ?? []
  if (before && standing[0] === clear) return before
  const sealed = [clear, ...standing.filter((secret) => secret !== clear).slice(0, 1)].map((secret) => keyring.seal(secret, context))
  return { encryptedSecrets: sealed.map(({ bytes }) => Buffer.from(bytes)), keyId: sealed[0]!.keyId }
}

/** Throws AppError conflict when the hook id is another tenant's. */
export async function saveHook(trx: Transaction, tenant: string, hook: Webhook, before: Webhook | undefined): Promise<Webhook> {
  const columns = {
    credential_id: hook.credentialId || null,
    encrypted_secrets: toJson(hook.encryptedSecrets.map((bytes) => bytes.toString('base64'))),
    key_id: hook.keyId,
  }
  if (before) {
    await trx('calcom_hooks').where({ hook_id: hook.hookId, company_id: tenant }).update(columns)
    return hook
  }
  const taken = await trx('calcom_hooks').where({ hook_id: hook.hookId }).first('company_id')
  if (taken) throw new AppError('conflict', 'this hook id is taken', { field: 'tenant.webhooks', reason: 'hook_id_taken' })
  await trx('calcom_hooks').insert({ hook_id: hook.hookId, company_id: tenant, ...columns })
  return hook
}
