import { createHash } from 'node:crypto'
import type { Way } from './composite.ts'

/** A UUID (version 8, RFC 9562) made of what is in it: the same combination has the same id wherever and whenever it is found. */
export function wayId(serviceId: string, { segments }: Way): string {
  const parts = segments.map(({ key, eventTypeId, staffId, startMs }) => [key, eventTypeId, staffId, startMs])
  const hash = createHash('sha256')
    .update(JSON.stringify([serviceId, parts]))
    .digest('hex')
  const variant = ((Number.parseInt(hash[16]!, 16) & 0x3) | 0x8).toString(16)
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
