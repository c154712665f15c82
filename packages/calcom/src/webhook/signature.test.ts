import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { verifySignature } from './signature.ts'

const body = Buffer.from('{"triggerEvent":"PING"}')
const sign = (bytes: Uint8Array, secret = 's1') => createHmac('sha256', secret).update(bytes).digest('hex')
const verify = (headers: Record<string, string | string[] | undefined>, bytes: Uint8Array = body, secrets = ['s1']) =>
  verifySignature(bytes, headers, secrets)

it.each(['X-Cal-Signature-256', 'Cal-Signature-256', 'X-Cal-Signature', 'Cal-Signature', 'x-cal-signature-256'])(
  'takes the header %s',
  (name) => {
    expect(verify({ [name]: sign(body) })).toBe(true)
  },
)

it('takes the prefix sha256= and capital digits', () => {
  expect(verify({ 'x-cal-signature-256': `sha256=${sign(body).toUpperCase()}` })).toBe(true)
})

it.each(['\n', '\r\n'])('takes a signature over the body without its trailing newline %j, and over the body with it', (newline) => {
  const received = Buffer.concat([body, Buffer.from(newline)])
  expect(verify({ 'cal-signature': sign(body) }, received)).toBe(true)
  expect(verify({ 'cal-signature': sign(received) }, received)).toBe(true)
})

it('takes any of several secrets, so that one can be replaced', () => {
  expect(verify({ 'x-cal-signature-256': sign(body, 'new') }, body, ['old', 'new'])).toBe(true)
})

it('counts the first header that is present, not any that fits', () => {
  expect(verify({ 'x-cal-signature-256': sign(body, 'wrong'), 'cal-signature': sign(body) })).toBe(false)
})

it.each([
  ['none', {}],
  ['no secret', { 'x-cal-signature-256': 'no-secret-provided' }],
  ['cut short', { 'x-cal-signature-256': sign(body).slice(0, 62) }],
  ['twice', { 'x-cal-signature-256': [sign(body), sign(body)] }],
  ['no hex', { 'x-cal-signature-256': 'z'.repeat(64) }],
])('refuses a signature that is %s', (_, headers) => {
  expect(verify(headers)).toBe(false)
})

it('never verifies with an empty secret, or without any', () => {
  expect(verify({ 'x-cal-signature-256': sign(body, '') }, body, [''])).toBe(false)
  expect(verify({ 'x-cal-signature-256': sign(body) }, body, [])).toBe(false)
})
