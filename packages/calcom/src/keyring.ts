import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '@calbridge/core'

export interface Sealed {
  /** Nonce (12) ‖ tag (16) ‖ ciphertext. */
  readonly bytes: Uint8Array
  readonly keyId: string
}

export interface Keyring {
  /** Seals with the first key. `context` (e.g. `calcom_credentials:42`) must be given again to open: a secret can't be moved to another row. */
  seal(clear: string, context: string): Sealed
  /** Throws AppError failed_precondition when the key is gone or the bytes are not what was sealed in this context. */
  open(bytes: Uint8Array, keyId: string, context: string): string
}

const NONCE = 12
const TAG = 16

/** Reads KEY_ENCRYPTION_KEYS: `id:base64-of-32-bytes[,id:base64…]`; the first encrypts, all decrypt. */
export function createKeyring(specification: string): Keyring {
  const keys = parseKeys(specification)
  const [current] = keys.keys()
  if (current === undefined) throw broken('is empty')
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id)
    if (!key) throw new AppError('failed_precondition', 'the key that sealed this secret is not configured', { reason: 'unknown_key' })
    return key
  }

  return {
    seal: (clear, context) => {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', keyOf(current), nonce).setAAD(aad(current, context))
      const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
      return { bytes: Buffer.concat([nonce, cipher.getAuthTag(), body]), keyId: current }
    },
    open: (bytes, keyId, context) => {
      const key = keyOf(keyId)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
        decipher.setAAD(aad(keyId, context)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new AppError('failed_precondition', 'a sealed secret could not be opened', { reason: 'unsealing_failed', cause })
      }
    },
  }
}

// The length keeps ("a", "bc") and ("ab", "c") apart.
const aad = (keyId: string, context: string): Buffer => Buffer.from(`${keyId.length}:${keyId}:${context}`)

function parseKeys(specification: string): Map<string, Buffer> {
  const keys = new Map<string, Buffer>()
  for (const item of specification.split(',').map((part) => part.trim())) {
    if (item === '') continue
    const colon = item.indexOf(':')
    const id = item.slice(0, Math.max(colon, 0))
    const key = Buffer.from(item.slice(colon + 1), 'base64')
    if (id === '' || key.length !== 32) throw broken('must be id:base64-of-32-bytes, separated by commas')
    if (keys.has(id)) throw broken(`names the key "${id}" twice`)
    keys.set(id, key)
  }
  return keys
}

const broken = (what: string): AppError => new AppError('failed_precondition', `KEY_ENCRYPTION_KEYS ${what}`)
