import { AppError } from '@calbridge/core'
import { until } from '@calbridge/testkit'
import type { KafkaMessage } from 'kafkajs'
import { expect, it } from 'vitest'
import { note, notes, QUICK, recording, type Setup, setUp } from './fixture.ts'
import { consume, type Publisher } from './index.ts'

/** Reads dead letters as they stand on the broker. */
async function deadLetters({ kafka, scope }: Setup): Promise<KafkaMessage[]> {
  const letters: KafkaMessage[] = []
  const consumer = kafka.kafka.consumer({ groupId: kafka.named('letters'), maxWaitTimeInMs: 100 })
  await consumer.connect()
  scope.defer('letters', () => consumer.disconnect())
  await consumer.subscribe({ topic: kafka.named('notes.v1.dead-letter'), fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => void letters.push(message) })
  return letters
}

const text = (letter: KafkaMessage) =>
  Object.fromEntries(Object.entries(letter.headers ?? {}).map(([name, value]) => [name, String(value)]))

it('sets a record aside that is no such message: its bytes, key and headers, the reason and where it came from', async () => {
  const setup = await setUp()
  const { kafka, publisher, scope } = setup
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x80])
  await publisher.send('notes.v1', [{ key: 'poison', value: bytes, headers: { type: 'v9', binary: Buffer.from([0xff, 0xfe]) } }])
  await publisher.publish(notes, [note(1)])
  const { route, numbers } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher, backoff: QUICK }, scope)
  const letters = await deadLetters(setup)

  await until('the next record', () => numbers().length === 1)
  const letter = await until('the dead letter', () => letters[0])
  expect(letter.value).toEqual(bytes)
  expect(letter.key?.toString()).toBe('poison')
  expect(letter.headers?.binary).toEqual(Buffer.from([0xff, 0xfe]))
  expect(text(letter)).toMatchObject({
    type: 'v9',
    'error-code': 'invalid_argument',
    'error-reason': 'undecodable',
    'source-topic': 'notes.v1',
    'source-partition': '0',
    'source-offset': '0',
  })
  expect(scope.failures).toEqual([])
})

it('sets a record aside whose kind the handler does not know, and one without key or value', async () => {
  const setup = await setUp()
  const { kafka, publisher, scope } = setup
  await publisher.publish(notes, [note(1), { key: null, value: null }, note(3)])
  const { route, numbers } = recording(({ n }) => {
    if (n === 1) throw new AppError('invalid_argument', 'kind of jane@example.com', { reason: 'unknown_kind' })
  })
  const outcomes: string[] = []
  const onHandled = (_: string, handled: string) => outcomes.push(handled)
  await consume({ kafka, groupId: 'readers', routes: [route], publisher, backoff: QUICK, onHandled }, scope)
  const letters = await deadLetters(setup)
  await until('both dead letters', () => letters.length === 2)
  await until('the good record', () => numbers().length === 1)
  expect(letters.map((letter) => text(letter)['error-reason'])).toEqual(['unknown_kind', 'no_value'])
  expect(text(letters[0]!)['error-message']).toBe('kind of [email]')
  expect(letters[1]!).toMatchObject({ key: null, value: null })
  expect(outcomes).toEqual(['dead_lettered', 'dead_lettered', 'done'])
})

it('keeps the record when its dead letter cannot be published, and sets it aside once that works', async () => {
  const setup = await setUp()
  const { kafka, publisher, scope } = setup
  let failures = 3
  const failing: Pick<Publisher, 'send'> = {
    send: (topic, records) => (failures-- > 0 ? Promise.reject(new AppError('unavailable', 'no broker')) : publisher.send(topic, records)),
  }
  await publisher.send('notes.v1', [{ key: 'k', value: Buffer.from('{') }])
  await publisher.publish(notes, [note(1)])
  const { route, numbers } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher: failing, backoff: QUICK }, scope)
  const letters = await deadLetters(setup)
  await until('the dead letter', () => letters.length === 1)
  await until('the next record', () => numbers().length === 1)
  expect(failures).toBeLessThan(0)
})

it('sets a record aside that is as large as the broker takes', async () => {
  const setup = await setUp()
  const { kafka, publisher, scope } = setup
  const value = Buffer.alloc(1_040_000, '{')
  const foreign = kafka.kafka.producer()
  await foreign.connect()
  await foreign.send({ topic: kafka.named('notes.v1'), messages: [{ value }] })
  await foreign.disconnect()
  await consume({ kafka, groupId: 'readers', routes: [recording().route], publisher, backoff: QUICK }, scope)
  const letters = await deadLetters(setup)
  const letter = await until('the dead letter', () => letters[0])
  expect(letter.value?.equals(value)).toBe(true)
})
