import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { FieldErrors } from '../domain/field-errors.ts'
import { HttpError } from './http-error.ts'
import { problemOf } from './schema-problem.ts'

const JSON_TYPE = /^application\/([\w.+-]+\+)?json(?:\s*;\s*charset\s*=\s*"?utf-?8"?)?\s*$/i

/** Throws 415 when a body is there that is not JSON in UTF-8, uncompressed. */
export function requireJson({ headers }: IncomingMessage): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) return
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw new HttpError(415, 'The body must be JSON: Content-Type: application/json', { reason: 'unsupported_media_type' })
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new HttpError(415, 'The body must not be compressed', { reason: 'unsupported_media_type' })
}

/** Throws 400 and says what is wrong with it. */
export function parseJson(body: Buffer): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new HttpError(400, 'The body is not valid UTF-8', { reason: 'malformed_json' })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    // V8 quotes the text around the fault, which is the caller's own, but may be somebody's name: only the place is told.
    const place = /at position \d+|end of JSON input/.exec((error as Error).message)?.[0]
    throw new HttpError(400, `The body is not valid JSON${place ? ` (${place})` : ''}`, { reason: 'malformed_json' })
  }
}

/** Parses a value into what the schema says; throws InvalidFields that names every field that is wrong. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, whole: string): T {
  const parsed = schema.safeParse(value, { error: problemOf })
  if (parsed.success) return parsed.data
  const errors = new FieldErrors()
  for (const { path, message } of parsed.error.issues) errors.add(path.join('.') || whole, message)
  errors.throwIfAny()
  throw new Error('a schema failed without an issue')
}
