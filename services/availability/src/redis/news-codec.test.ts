import { expect, it } from 'vitest'
import { decodeChange, decodeLoad } from './news-codec.ts'

it('a change is read as the scripts write it, with Lua’s empty lists', () => {
  expect(decodeChange('{"at":17,"tenant":"t1","claims":["20000|staff:anna"],"versions":{}}')).toEqual({
    change: { tenant: 't1', claims: [['staff:anna', 20_000]], versions: [], rebuilt: false },
    publishedMs: 17,
  })
})

it('a rebuild has no places, and an older sender tells no time', () => {
  expect(decodeChange('{"tenant":"t1","rebuilt":true}')).toEqual({
    change: { tenant: 't1', claims: [], versions: [], rebuilt: true },
    publishedMs: undefined,
  })
})

it('the end of a load is read with its failure', () => {
  const failure = { code: 'unavailable', message: 'away' }
  expect(decodeLoad(JSON.stringify({ ids: ['a', 'b'], failure }))).toEqual({ ids: ['a', 'b'], failure })
})

it.each([
  '',
  'garbage',
  'null',
  '7',
  '[]',
  '{}',
  '{"tenant":7}',
  '{"tenant":"t1","claims":"all"}',
  '{"tenant":"t1","versions":[7]}',
  '{"ids":"a"}',
  '{"ids":[1]}',
])('%j is no message, and no crash', (text) => {
  expect(decodeChange(text)).toBeUndefined()
  expect(decodeLoad(text)).toBeUndefined()
})
