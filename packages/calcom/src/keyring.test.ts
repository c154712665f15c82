import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createKeyring } from './keyring.ts'

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`
const [first, second] = [key('2026'), key('2025')]

it('opens what it sealed, in the same context only', () => {
  const ring = createKeyring(first)
  const sealed = ring.seal('cal_live_secret', 'credential:1')
  expect(sealed.keyId).toBe('2026')
  expect(ring.open(sealed.bytes, sealed.keyId, 'credential:1')).toBe('cal_live_secret')
  expect(() => ring.open(sealed.bytes, sealed.keyId, 'credential:2')).toThrow('could not be opened')
})

it('opens with older keys and seals with the first', () => {
  const sealed = createKeyring(second).seal('x', 'c')
  const ring = createKeyring(`${first},${second}`)
  expect(ring.open(sealed.bytes, sealed.keyId, 'c')).toBe('x')
  expect(ring.seal('x', 'c').keyId).toBe('2026')
})

it('refuses changed bytes, another key id, and a key that is gone', () => {
  const ring = createKeyring(`${first},${second}`)
  const { bytes } = ring.seal('x', 'c')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => ring.open(changed, '2026', 'c')).toThrow('could not be opened')
  }
  expect(() => ring.open(bytes.subarray(0, 10), '2026', 'c')).toThrow('could not be opened')
  expect(() => ring.open(bytes, '2025', 'c')).toThrow('could not be opened')
  expect(() => ring.open(bytes, '2024', 'c')).toThrow('not configured')
})

it('never seals twice to the same bytes', () => {
  const ring = createKeyring(first)
  expect(Buffer.from(ring.seal('x', 'c').bytes)).not.toEqual(Buffer.from(ring.seal('x', 'c').bytes))
})

it.each(['', 'nokey', 'a:short', `:${randomBytes(32).toString('base64')}`, `${first},${first}`])(
  'refuses the specification %#',
  (specification) => {
    expect(() => createKeyring(specification)).toThrow('KEY_ENCRYPTION_KEYS')
  },
)
