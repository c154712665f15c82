import { withSpan } from '@calbridge/telemetry'
import { until } from '@calbridge/testkit'
import { register } from 'prom-client'
import { expect, it } from 'vitest'
import { gate, note, noteRange, notes, QUICK, recording, setUp } from './fixture.ts'
import { consume } from './index.ts'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

it('runs a handler under the trace that the record was published in, or that its headers name', async () => {
  const { kafka, publisher, scope } = await setUp()
  await withSpan('publishing', { parent: PARENT }, () => publisher.publish(notes, [note(1)]))
  const other = PARENT.replace('0af7', '1bf8')
  await publisher.publish(notes, [{ ...note(2), headers: { traceparent: other } }])
  const { route, handled } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher }, scope)
  await until('both', () => handled.length === 2)
  expect(handled.map(({ meta }) => meta.traceparent)).toEqual([PARENT, other])
})

it('counts records by outcome, times handlers, and tells the lag', async () => {
  register.resetMetrics()
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, noteRange(0, 5))
  await publisher.send('notes.v1', [{ key: 'k', value: Buffer.from('{') }])
  const [third, release] = [gate(), gate()]
  let failed = false
  const { route, handled } = recording(async ({ n }) => {
    if (n === 1 && !failed) {
      failed = true
      throw new Error('once')
    }
    if (n !== 2) return
    third.resolve()
    await release.promise
  })
  await consume({ kafka, groupId: 'readers', routes: [route], publisher, backoff: QUICK }, scope)
  await third.promise
  expect(await register.metrics()).toContain('calbridge_kafka_consumer_lag{group="readers",topic="notes.v1",partition="0"} 4')
  release.resolve()
  await until('all', async () => handled.length === 5 && (await register.metrics()).includes('outcome="dead_lettered"} 1'))
  const text = await register.metrics()
  for (const line of ['done"} 5', 'dead_lettered"} 1', 'retried"} 1'])
    expect(text).toContain(`calbridge_kafka_messages_handled_total{topic="notes.v1",outcome="${line}`)
  expect(text).toContain('calbridge_kafka_handling_seconds_count{topic="notes.v1"} 7')
  await until('no lag', async () =>
    (await register.metrics()).includes('calbridge_kafka_consumer_lag{group="readers",topic="notes.v1",partition="0"} 0'),
  )
})
