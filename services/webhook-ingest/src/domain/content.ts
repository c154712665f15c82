import { createHash } from 'node:crypto'
import { AppError } from '@calbridge/core'

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

export interface ContentHashes {
  /** Of the bytes: the same delivery, sent again. */
  readonly body: string
  /** Of the body without `createdAt`: the same event, sent by two subscriptions. */
  readonly content: string
}

/** `rawBody` is a JSON object, as `parseWebhook` has seen. Throws AppError `invalid_argument` for one that is nested without end. */
export function hashesOf(rawBody: Uint8Array): ContentHashes {
  // Read as parseWebhook reads it: without a byte order mark.
  const { createdAt: _, ...content } = JSON.parse(new TextDecoder().decode(rawBody)) as Record<string, unknown>
  return { body: sha256(rawBody), content: sha256(textOf(content)) }
}

function textOf(content: object): string {
  try {
    return JSON.stringify(content)
  } catch (cause) {
    throw new AppError('invalid_argument', 'the body is nested too deeply', { field: 'body', reason: 'nested_too_deeply', cause })
  }
}
