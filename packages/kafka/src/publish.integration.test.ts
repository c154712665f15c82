import { until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { notes, recording, setUp } from './fixture.ts'
import { consume } from './index.ts'

it('publishes more at once than the broker takes in one batch, in order', async () => {
  const { kafka, publisher, scope } = await setUp()
  const padding = 'x'.repeat(100_000)
  const large = Array.from({ length: 30 }, (_, n) => ({ key: 'k', value: { n, padding } }))
  await publisher.publish(notes, large)
  const { route, numbers } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher }, scope)
  await until('all records', () => numbers().length === 30)
  expect(numbers()).toEqual(large.map(({ value }) => value.n))
})

it('refuses a record for good that no broker would take, and sends nothing of that call', async () => {
  const { kafka, publisher, scope } = await setUp()
  const [small, huge] = [Buffer.from('{"n":1}'), Buffer.alloc(900_001)]
  const refused = publisher.send(
    'notes.v1',
    [small, huge].map((value) => ({ key: 'k', value })),
  )
  await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', reason: 'record_too_large' })
  await publisher.send('notes.v1', [{ key: 'k', value: Buffer.from('{"n":2}') }])
  const { route, numbers } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher }, scope)
  await until('the next record', () => numbers().length > 0)
  expect(numbers()).toEqual([2])
})

it('publishes nothing without complaint', async () => {
  const { publisher } = await setUp()
  await publisher.publish(notes, [])
})

it('keeps the order of concurrent publishes of one key', async () => {
  const { kafka, publisher, scope } = await setUp({ partitions: 3 })
  await Promise.all(Array.from({ length: 300 }, (_, n) => publisher.publish(notes, [{ key: `k${n % 5}`, value: { n } }])))
  const { route, handled } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher }, scope)
  await until('all records', () => handled.length === 300)
  for (let key = 0; key < 5; key++) {
    const ofKey = handled.filter(({ meta }) => meta.key === `k${key}`).map(({ n }) => n)
    expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
  }
})
