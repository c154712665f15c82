import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Secrets {
  readonly serviceToken: string
  readonly keyEncryptionKeys: string
  readonly webhookSecret: string
}

/** This stack's own secrets: made once, kept with its data, readable by its owner alone. */
export function secretsOf(dir: string): Secrets {
  const path = join(dir, 'secrets.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets
  const secrets: Secrets = {
    serviceToken: randomBytes(32).toString('base64url'),
    keyEncryptionKeys: `local:${randomBytes(32).toString('base64')}`,
    webhookSecret: `whsec_${randomBytes(24).toString('base64url')}`,
  }
  writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 })
  return secrets
}
