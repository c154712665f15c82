import { createHash } from 'node:crypto'

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

export interface ContentHashes {
  /** Of the bytes: the same delivery, sent again. */
  readonly body: string
  /** Of the body without `createdAt`: the same event, sent by two subscriptions. */
  readonly content: string
}

/** `rawBody` is JSON already. */
export function hashesOf(rawBody: Uint8Array): ContentHashes {
  const { createdAt: _, ...content } = JSON.parse(Buffer.from(rawBody).toString()) as Record<string, unknown>
  return { body: sha256(rawBody), content: sha256(JSON.stringify(content)) }
}
