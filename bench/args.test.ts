import { expect, it } from 'vitest'
import { readArgs } from './args.ts'

const BENCHES = [{ id: 'P1' }, { id: 'P7' }, { id: 'P9', apart: true }]

it('runs all but those apart where none is named, and else those that are, in either case', () => {
  expect(readArgs([], BENCHES).ids).toEqual(['P1', 'P7'])
  expect(readArgs(['p7', '--quick'], BENCHES)).toMatchObject({ ids: ['P7'], quick: true, json: false })
  expect(readArgs(['P9'], BENCHES).ids).toEqual(['P9'])
})

it('says what there is where something unknown is asked for', () => {
  expect(() => readArgs(['P3'], BENCHES)).toThrow('there is no bench P3; there are P1, P7, P9')
  expect(() => readArgs(['--fast'], BENCHES)).toThrow()
})
