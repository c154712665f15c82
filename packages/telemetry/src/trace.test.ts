import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { currentTraceparent, withSpan } from './trace.ts'

// No SDK runs here: what is tested is that traces go on without one.
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const inside = (parent?: string) => withSpan('test', { parent }, async () => currentTraceparent())

it('hands a caller’s traceparent on, across awaits and inner spans', async () => {
  const seen = await withSpan('outer', { parent: PARENT }, async () => {
    await setImmediate()
    return withSpan('inner', {}, async () => currentTraceparent())
  })
  expect(seen).toBe(PARENT)
})

it('begins a trace where there is none, one per root', async () => {
  const [one, other] = [await inside(), await inside()]
  expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(other).not.toBe(one)
})

it.each([
  '',
  'nonsense',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  `ff${PARENT.slice(2)}`,
  `${PARENT} `,
  PARENT.toUpperCase(),
])('begins a new trace for the malformed traceparent "%s"', async (malformed) => {
  const seen = await inside(malformed)
  expect(seen).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(seen).not.toContain('0af7651916cd43dd8448eb211c80319c')
})

it('keeps a later version’s extra fields from breaking the trace, and “not sampled” as it is', async () => {
  expect(await inside(`01${PARENT.slice(2)}-extra`)).toBe(PARENT)
  expect(await inside(PARENT.replace(/01$/, '00'))).toMatch(/-00$/)
})

it('keeps concurrent work apart', async () => {
  const parents = Array.from({ length: 20 }, (_, n) => PARENT.replace('0af7', n.toString(16).padStart(4, '0')))
  const seen = await Promise.all(
    parents.map((parent) =>
      withSpan('test', { parent }, async () => {
        await setImmediate()
        return currentTraceparent()
      }),
    ),
  )
  expect(seen).toEqual(parents)
})

it('throws on what the work throws, and leaves no span behind', async () => {
  const failure = new Error('of the work')
  await expect(withSpan('test', {}, () => Promise.reject(failure))).rejects.toBe(failure)
  expect(currentTraceparent()).toBeUndefined()
})
