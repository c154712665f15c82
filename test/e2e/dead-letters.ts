import { randomUUID } from 'node:crypto'
import { deadLetterTopic } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { connectKafka, type KafkaHandle } from '@calbridge/kafka'

export interface DeadLetter {
  readonly key: string
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** Collects what is set aside of a topic, from the beginning on. */
export async function deadLetters(brokers: readonly string[], topic: string, scope: Scope): Promise<readonly DeadLetter[]> {
  const { kafka }: KafkaHandle = connectKafka({ brokers: [...brokers], clientId: 'e2e' })
  const consumer = kafka.consumer({ groupId: `e2e-${randomUUID()}`, maxWaitTimeInMs: 100 })
  await consumer.connect()
  scope.defer('dead letters', () => consumer.disconnect())
  await consumer.subscribe({ topic: deadLetterTopic(topic), fromBeginning: true })
  const found: DeadLetter[] = []
  await consumer.run({
    eachMessage: async ({ message: { key, value, headers = {} } }) => {
      const text = Object.entries(headers).map(([name, header]) => [name, String(header)])
      found.push({ key: String(key), value: value ?? Buffer.alloc(0), headers: Object.fromEntries(text) })
    },
  })
  return found
}
