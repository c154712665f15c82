import type { IncomingMessage } from 'node:http'
import { HttpError } from './http-error.ts'

export interface BodyBounds {
  readonly maxBytes: number
  /** For the whole body, however steadily it drips. */
  readonly timeoutMs: number
}

/** What is read and dropped of a body too large, so that the client gets to read the answer; then the connection is cut. */
const DRAIN_BYTES = 16 * 2 ** 20
const DRAIN_MS = 5_000

/** Reads a body within its bounds. Throws 413, 408, or 400 when the client breaks off. */
export function readBody(request: IncomingMessage, { maxBytes, timeoutMs }: BodyBounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      act()
    }
    const refuse = (error: HttpError): void => settle(() => reject(error))
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > maxBytes) refuse(tooLarge(maxBytes))
      else chunks.push(chunk)
    }
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks)))
    const onBroken = (): void => settle(() => reject(new HttpError(400, 'The body ended early', { reason: 'body_incomplete' })))
    const timer = setTimeout(() => refuse(tooSlow(timeoutMs)), timeoutMs)

    if (Number(request.headers['content-length'] ?? 0) > maxBytes) refuse(tooLarge(maxBytes))
    else request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken)
  })
}

/** Lets the rest of a body pass unread, within bounds: after an answer that did not wait for it. */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  let size = 0
  const cut = setTimeout(() => request.destroy(), DRAIN_MS)
  request
    .on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > DRAIN_BYTES) request.destroy()
    })
    .on('error', () => {})
    .on('close', () => clearTimeout(cut))
    .on('end', () => clearTimeout(cut))
}

const tooSlow = (timeoutMs: number): HttpError =>
  new HttpError(408, `The body took longer than ${timeoutMs} ms`, { reason: 'body_too_slow', headers: { Connection: 'close' } })

const tooLarge = (maxBytes: number): HttpError =>
  new HttpError(413, `The body must be at most ${maxBytes} bytes`, { reason: 'body_too_large' })
