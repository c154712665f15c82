import { connect } from 'node:net'
import { kafkaBrokers, tcpProxy, testScope, until } from '@calbridge/testkit'
import { Kafka, logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import { freshTopics, note, notes, QUICK, recording } from './fixture.ts'
import { consume, type KafkaHandle, startPublisher } from './index.ts'

/** The same broker, all connections to which go through the proxy, whatever address it advertises. */
function through(handle: KafkaHandle, port: number): KafkaHandle {
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    clientId: 'test',
    logLevel: logLevel.NOTHING,
    requestTimeout: 500,
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port }, onConnect),
  })
  return { ...handle, kafka }
}

it('never calls a record published that is not there, though the broker’s answer to an earlier one was lost', async () => {
  const scope = testScope()
  const kafka = await freshTopics()
  const proxy = await tcpProxy((await kafkaBrokers())[0]!)
  const publisher = await startPublisher(through(kafka, proxy.port), scope)
  await publisher.publish(notes, [note(1)])

  // Written, and its answer lost: the sequence numbers of this one are those that kafkajs would give to the next.
  proxy.mute()
  await expect(publisher.publish(notes, [note(2)])).rejects.toMatchObject({ code: 'unavailable' })
  proxy.restore()
  await until('a publish that works', () => publisher.publish(notes, [note(3)]).then(() => true), 20_000)
  await publisher.publish(notes, [note(4)])

  const { route, numbers } = recording()
  const direct = await startPublisher(kafka, scope)
  await consume({ kafka, groupId: 'readers', routes: [route], publisher: direct, backoff: QUICK }, scope)
  await until('the last record', () => numbers().includes(4))
  expect(numbers()).toEqual(expect.arrayContaining([1, 3, 4]))
})
