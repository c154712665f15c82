import { expect, it } from 'vitest'
import { compare, shape } from './drift.ts'

it('tells statements apart by kind, table and columns, not by values, spelling or order', () => {
  expect(shape('insert into `t` (`b`, `a`) values (1, 2)')).toBe(shape('INSERT INTO t (a, b) VALUES (?, ?)'))
  expect(shape('insert into `t` (`a`) values (1)')).not.toBe(shape('insert into `t` (`a`, `b`) values (1, 2)'))
  expect(shape('select * from `t` where `a` = 1')).not.toBe(shape('select * from `u` where `a` = 1'))
})

it('names what only one side says', () => {
  expect(compare(['a b', 'c'], ['c', 'a b'])).toBe('')
  expect(compare(['a b new', 'c'], ['a b old', 'c'])).toBe('statements.ts is out of date, booking has: new; statements.ts has: old')
})
