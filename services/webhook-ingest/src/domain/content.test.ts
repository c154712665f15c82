import { expect, it } from 'vitest'
import { hashesOf } from './content.ts'

const of = (text: string) => hashesOf(Buffer.from(text))

it('gives one content two times of sending, and each its own bytes', () => {
  const [first, second] = [of('{"createdAt":"1","payload":{"a":1}}'), of('{"createdAt":"2","payload":{"a":1}}')]
  expect(first.content).toBe(second.content)
  expect(first.body).not.toBe(second.body)
})

it('tells contents apart, also by what createdAt means further inside', () => {
  expect(of('{"payload":{"a":1}}').content).not.toBe(of('{"payload":{"a":2}}').content)
  expect(of('{"payload":{"createdAt":1}}').content).not.toBe(of('{"payload":{"createdAt":2}}').content)
})

it('reads a body with a byte order mark', () => {
  expect(of('\ufeff{"a":1}').content).toBe(of('{"a":1}').content)
})
