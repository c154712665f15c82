import { expect, it } from 'vitest'
import { readArgs } from './args.ts'

const KNOWN = ['P1', 'P7']

it('runs all where none is named, and else those that are, in either case', () => {
  expect(readArgs([], KNOWN).ids).toEqual(['P1', 'P7'])
  expect(readArgs(['p7', '--quick'], KNOWN)).toMatchObject({ ids: ['P7'], quick: true, json: false })
})

it('says what there is where something unknown is asked for', () => {
  expect(() => readArgs(['P3'], KNOWN)).toThrow('there is no bench P3; there are P1, P7')
  expect(() => readArgs(['--fast'], KNOWN)).toThrow()
})
