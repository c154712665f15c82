import { AppError } from '@calbridge/core'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { DETAILS_KEY, decodeStatus, encodeStatus } from './details.ts'
import { fromServiceError, toServiceError } from './errors.ts'

// Made with protobufjs from google/rpc/status.proto and error_details.proto.
const GOOGLES =
  'CAgSCXNsb3cgZG93bhpVCih0eXBlLmdvb2dsZWFwaXMuY29tL2dvb2dsZS5ycGMuRXJyb3JJbmZvEikKBmJ1ZGdldBIJY2FsYnJpZGdlGhQKBGNvZGUSDHJhdGVfbGltaXRlZBo/Cil0eXBlLmdvb2dsZWFwaXMuY29tL2dvb2dsZS5ycGMuQmFkUmVxdWVzdBISChAKA2RheRIJc2xvdyBkb3duGjYKKHR5cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5SZXRyeUluZm8SCgoICAEQgMq17gE='
const DETAILS = { reason: 'budget', domain: 'calbridge', metadata: { code: 'rate_limited' }, field: 'day', retryAfterMs: 1_500 }

const foreign = (code: status, details: string, metadata = new Metadata()): ServiceError =>
  Object.assign(new Error(details), { code, details, metadata })

it('writes and reads google.rpc.Status as Google’s own schema has it', () => {
  expect(encodeStatus(status.RESOURCE_EXHAUSTED, 'slow down', DETAILS).toString('base64')).toBe(GOOGLES)
  expect(decodeStatus(Buffer.from(GOOGLES, 'base64'))).toEqual(DETAILS)
})

it('hides the text of an error that nobody classified', () => {
  const failure = toServiceError(AppError.from(new Error('SELECT * FROM customers')))
  expect(failure).toMatchObject({ code: status.INTERNAL, details: 'internal error' })
  expect(JSON.stringify(failure.metadata.getMap())).not.toContain('SELECT')
  expect(fromServiceError(foreign(status.INTERNAL, 'Error deserializing: secret')).message).toBe('internal error')
})

it.each([
  [status.UNAVAILABLE, 'unavailable'],
  [status.CANCELLED, 'unavailable'],
  [status.DEADLINE_EXCEEDED, 'deadline_exceeded'],
  [status.ABORTED, 'unavailable'],
  [status.ALREADY_EXISTS, 'conflict'],
  [status.UNIMPLEMENTED, 'internal'],
  [status.DATA_LOSS, 'internal'],
] as const)('understands a bare status %i as %s', (code, expected) => {
  expect(fromServiceError(foreign(code, 'text'))).toMatchObject({ code: expected, reason: undefined })
})

it.each([
  { code: status.UNAVAILABLE, text: 'Error: connect ECONNREFUSED 127.0.0.1:1', message: 'not reachable' },
  { code: status.DEADLINE_EXCEEDED, text: 'Deadline exceeded after 1.4s,remote_addr=127.0.0.1:1', message: 'no answer in time' },
])('does not hand on what grpc-js says about connections: $text', ({ code, text, message }) => {
  expect(fromServiceError(foreign(code, text)).message).toBe(message)
})

it('passes over details that are broken, or of another domain', () => {
  const broken = new Metadata()
  broken.set(DETAILS_KEY, Buffer.from([0xff, 0xff]))
  expect(fromServiceError(foreign(status.NOT_FOUND, 'gone', broken))).toMatchObject({ code: 'not_found', message: 'gone' })
  const other = new Metadata()
  other.set(DETAILS_KEY, encodeStatus(5, 'gone', { reason: 'X', domain: 'googleapis.com', metadata: { code: 'conflict' } }))
  expect(fromServiceError(foreign(status.NOT_FOUND, 'gone', other))).toMatchObject({ code: 'not_found', reason: 'X' })
})

it('tells on the other side whether an error was given before', () => {
  for (const replayed of [true, false]) {
    const { code, details, metadata } = toServiceError(new AppError('conflict', 'taken', { reason: 'slot_taken', replayed }))
    expect(fromServiceError(foreign(code, details, metadata))).toMatchObject({ code: 'conflict', reason: 'slot_taken', replayed })
  }
})
