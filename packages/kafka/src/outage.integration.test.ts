import { ownKafka, testScope, until } from '@calbridge/testkit'
import { type Kafka, KafkaJSGroupCoordinatorNotFound } from 'kafkajs'
import { expect, it } from 'vitest'
import { note, noteRange, notes, QUICK, recording, setUp } from './fixture.ts'
import { connectKafka, consume, startPublisher } from './index.ts'

it('rejects a publish within its bound while the broker is stopped, and publishes and consumes again when it is back', {
  timeout: 120_000,
}, async () => {
  const broker = await ownKafka()
  const { kafka, publisher, scope } = await setUp({ brokers: [broker.address], partitions: 2 })
  const { route, numbers } = recording()
  const consumer = await consume({ kafka, groupId: 'readers', routes: [route], publisher, backoff: QUICK }, scope)
  await publisher.publish(notes, [note(1)])
  await until('the first record', () => numbers().includes(1))

  await broker.stop()
  const startedMs = performance.now()
  await expect(publisher.publish(notes, [note(2)])).rejects.toMatchObject({ code: 'unavailable' })
  expect(performance.now() - startedMs).toBeLessThan(11_000)
  await until('the consumer to say that it is cut off', () => !consumer.ready(), 30_000)

  await broker.start()
  await until('a publish that works', () => publisher.publish(notes, [note(3)]).then(() => true), 30_000)
  await until('the record published after the outage', () => numbers().includes(3), 15_000)
  expect(consumer.ready()).toBe(true)
  expect(scope.failures).toEqual([])
})

it('rejects a publish within its bound when the broker is there and answers nothing', { timeout: 120_000 }, async () => {
  const broker = await ownKafka()
  const { kafka } = await setUp({ brokers: [broker.address] })
  const publisher = await startPublisher(kafka, testScope(), { timeoutMs: 1_000 })
  broker.freeze()
  const startedMs = performance.now()
  await expect(publisher.publish(notes, [note(1)])).rejects.toMatchObject({ code: 'unavailable' })
  expect(performance.now() - startedMs).toBeLessThan(2_000)
  broker.thaw()
  await until('a publish that works', () => publisher.publish(notes, [note(2)]).then(() => true), 60_000)
})

it('does not start without a broker', async () => {
  const kafka = connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'test' })
  await expect(startPublisher(kafka, testScope())).rejects.toThrow()
})

it('begins anew when kafkajs gives the consumer up because the broker went away while it was asked for the coordinator', async () => {
  const { kafka, publisher, scope } = await setUp()
  const { route, numbers } = recording()
  const crashing = {
    ...kafka,
    kafka: giveUpOnFirstFetch(kafka.kafka, Reflect.construct(KafkaJSGroupCoordinatorNotFound, [new Error('the broker went away')])),
  }
  await consume({ kafka: crashing, groupId: 'readers', routes: [route], publisher }, scope)
  await publisher.publish(notes, noteRange(0, 2))
  await until('the records', () => numbers().length === 2, 20_000)
  expect(scope.failures).toEqual([])
})

it('fails the process when kafkajs gives the consumer up', async () => {
  const { kafka, publisher, scope } = await setUp()
  const { route } = recording()
  const crashing = { ...kafka, kafka: giveUpOnFirstFetch(kafka.kafka, new TypeError('no such property')) }
  await consume({ kafka: crashing, groupId: 'readers', routes: [route], publisher }, scope)
  await publisher.publish(notes, noteRange(0, 2))
  await until('the failure', () => scope.failures.length > 0)
  expect(String(scope.failures[0])).toContain('no such property')
})

/** Throws into kafkajs what ends a consumer: our own code never does. */
function giveUpOnFirstFetch(kafka: Kafka, error: Error): Kafka {
  return Object.assign(Object.create(kafka) as Kafka, {
    consumer: (config: Parameters<Kafka['consumer']>[0]) => {
      const consumer = kafka.consumer(config)
      const { run } = consumer
      let fetches = 0
      consumer.run = (options) =>
        run({ ...options, eachBatch: async (payload) => (fetches++ === 0 ? Promise.reject(error) : options?.eachBatch?.(payload)) })
      return consumer
    },
  })
}
