import { fingerprint, type Keyring } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import type { Database, Transaction } from '@calbridge/mysql'

export async function loadCredentials(db: Database, tenant: string): Promise<Credential[]> {
  const rows = await db('calcom_credentials').where({ company_id: tenant }).orderBy('id')
  return rows.map((row) => ({
    id: String(row.id),
    name: row.name,
    baseUrl: row.base_url,
    encryptedKey: row.encrypted_key,
    keyId: row.key_id,
    fingerprint: row.fingerprint,
    callsPerMinute: row.calls_per_minute,
  }))
}

/**
 * Writes a credential. A clear key is sealed only when it is another one (by its fingerprint): the same key sealed
 * anew would be other bytes, and every repetition a change.
 */
export async function saveCredential(
  trx: Transaction,
  tenant: string,
  credential: Credential,
  before: Credential | undefined,
  secrets: { keyring: Keyring; clearKey: string | undefined; at: string },
): Promise<Credential> {
  const { keyring, clearKey, at } = secrets
  const columns = { name: credential.name, base_url: credential.baseUrl, calls_per_minute: credential.callsPerMinute }
  if (!before && !clearKey) throw new AppError('invalid_argument', `${at} needs a key in calcom_keys`, { field: at })
  const nothingYet = { encrypted_key: Buffer.alloc(0), key_id: '', fingerprint: '' }
  const id = before ? before.id : String((await trx('calcom_credentials').insert({ company_id: tenant, ...columns, ...nothingYet }))[0])
  const sealed = clearKey ? seal(keyring, tenant, id, clearKey) : undefined
  await trx('calcom_credentials')
    .where({ id, company_id: tenant })
    .update({ ...columns, ...sealed?.columns })
  if (sealed) await showKeyOnCompany(trx, tenant, sealed.text)
  return { ...credential, id, ...sealed?.fields }
}

function seal(keyring: Keyring, tenant: string, id: string, clearKey: string) {
  const { bytes, keyId } = keyring.seal(clearKey, credentialContext(tenant, id))
  const encryptedKey = Buffer.from(bytes)
  return {
    columns: { encrypted_key: encryptedKey, key_id: keyId, fingerprint: fingerprint(clearKey) },
    fields: { encryptedKey, keyId, fingerprint: fingerprint(clearKey) },
    text: `${keyId}:${encryptedKey.toString('base64')}`,
  }
}

/** Operators' checks ask this column whether a tenant has a key; nothing here reads it. */
const showKeyOnCompany = (trx: Transaction, tenant: string, text: string) =>
  trx('companies').where({ id: tenant }).update({ calcom_api_key: text, calcom_v2_api_key: text })
