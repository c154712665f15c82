import type { ApiKey, Credential } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { overlay } from './overlay.ts'

/** The credential that shall stand; `fingerprint` is the given key's, if one was given. Sealing is the writer's, who knows the row's id. */
export function completeCredential(
  wanted: Credential,
  before: Credential | undefined,
  fingerprint: string | undefined,
  at: string,
): Credential {
  if (!before && wanted.id) throw new AppError('not_found', `${at}.id is not known`, { field: `${at}.id` })
  const { name, baseUrl, callsPerMinute } = wanted
  const blank: Credential = { id: '', name, baseUrl, encryptedKey: Buffer.alloc(0), keyId: '', fingerprint: '', callsPerMinute }
  const next = overlay(before ?? blank, { name, baseUrl, callsPerMinute }, name !== '')
  if (next.baseUrl === '') throw new AppError('invalid_argument', `${at}.base_url is required`, { field: `${at}.base_url` })
  return { ...next, fingerprint: fingerprint ?? next.fingerprint }
}

/** A key by its hash; an existing one can be given other permissions, an end, or be revoked. */
export function completeApiKey(wanted: ApiKey, before: ApiKey | undefined, at: string): ApiKey {
  if (!before && wanted.hash === '') throw new AppError('not_found', `${at}.id is not known`, { field: `${at}.id` })
  return overlay(before ?? wanted, { ...wanted, hash: before?.hash ?? wanted.hash })
}
