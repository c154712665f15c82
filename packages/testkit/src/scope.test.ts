import { expect, it } from 'vitest'
import { type TestScope, testScope } from './scope.ts'

const closed: string[] = []
let former: TestScope

it('collects failures', () => {
  former = testScope()
  former.defer('first', () => closed.push('first'))
  former.defer('second', () => closed.push('second'))
  former.fail('a consumer stopped')
  expect(former.failures).toEqual(['a consumer stopped'])
  expect(closed).toEqual([])
})

it('has closed the former test in reverse order', () => {
  expect(closed).toEqual(['second', 'first'])
})
