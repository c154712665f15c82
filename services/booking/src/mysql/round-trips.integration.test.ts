import { testIds, testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { move } from '../domain/commands.ts'
import { MINUTE, NOW, newChange, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, openStores } from '../testing/mysql-stores.ts'

// Each one is held against a caller's time and the resource's lock.
it('books in ten round trips and moves in thirteen, BEGIN, COMMIT and idempotency key included', async () => {
  const { db, store } = openStores(await bookingDatabase('mariadb'), testScope())
  const said: string[] = []
  db.on('query', ({ sql }: { sql: string }) => void said.push(sql))
  const ids = testIds()
  const key = (name: string) =>
    ({ operation: 'create', key: name, fingerprint: 'f'.repeat(64), owner: ids.next(), lockedUntilMs: NOW }) as const
  const { next, ...change } = newChange(ids.next(), [segment()])
  await store.create({ ...change, next: { ...next, attendee: { name: 'Max', email: 'max@example.com' } } }, key('create'))
  expect(said.length, said.join('\n')).toBeLessThanOrEqual(10)
  said.length = 0
  const command = { changeId: ids.next(), origin: 'api', nowMs: NOW, expectedVersion: 1 } as const
  await store.change('1', next.uid, (current) => move(current, TEN + 60 * MINUTE, command), key('move'))
  expect(said.length, said.join('\n')).toBeLessThanOrEqual(13)
})
