import { createHmac, timingSafeEqual } from 'node:crypto'

// The first of these that is present counts.
const HEADERS = ['x-cal-signature-256', 'cal-signature-256', 'x-cal-signature', 'cal-signature'] as const

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Is this delivery signed with one of the secrets? `rawBody` as it came over the wire; header names in any case.
 * Constant time over the digests; all secrets are tried, so that time does not tell which one fits.
 */
export function verifySignature(rawBody: Uint8Array, headers: Headers, secrets: readonly string[]): boolean {
  const given = digestOf(headers)
  if (given === undefined) return false
  const trimmed = withoutTrailingNewline(rawBody)
  let valid = false
  for (const secret of secrets) {
    if (secret === '') continue
    for (const body of trimmed === rawBody ? [rawBody] : [rawBody, trimmed]) {
      if (timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given)) valid = true
    }
  }
  return valid
}

function digestOf(headers: Headers): Buffer | undefined {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const header = HEADERS.map((name) => byName.get(name)).find((value) => value !== undefined)
  if (typeof header !== 'string') return undefined
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(header.trim())?.[1]
  return hex === undefined ? undefined : Buffer.from(hex, 'hex')
}

function withoutTrailingNewline(body: Uint8Array): Uint8Array {
  let end = body.length
  if (body[end - 1] === 0x0a) end--
  if (end < body.length && body[end - 1] === 0x0d) end--
  return end === body.length ? body : body.subarray(0, end)
}
