import { type ICustomPartitioner, type Message, Partitioners, type Producer } from 'kafkajs'
import type { KafkaHandle } from './connect.ts'

export interface OneAtATimeProducer {
  /** Ends by itself, well or not, in bounded time; must not be called again before that. */
  send(topic: string, messages: Message[]): Promise<void>
  close(): Promise<void>
}

/**
 * An idempotent kafkajs producer that is replaced after every failed send.
 *
 * kafkajs takes a batch's sequence numbers back when its request fails, and gives them to the next batch. When the broker
 * had written the first one (only its answer was lost), it takes the next for a repetition: acknowledged, never written.
 * So no two sends may be under way in one producer, and none may follow a failed one in the same producer.
 */
export async function idempotentProducer({ kafka, log }: KafkaHandle): Promise<OneAtATimeProducer> {
  const connect = async (): Promise<Producer> => {
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: keylessToFirst,
      // Gives up before a publish's bound in the usual outage (connection refused), so that its caller learns the reason.
      retry: { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 1_000, retries: 3 },
    })
    try {
      await producer.connect()
      return producer
    } catch (error) {
      await producer.disconnect().catch(() => {})
      throw error
    }
  }

  let current: Producer | undefined = await connect()
  return {
    async send(topic, messages) {
      current ??= await connect()
      const producer = current
      try {
        await producer.send({ topic, messages, acks: -1, timeout: 5_000 })
      } catch (error) {
        current = undefined
        log.warn({ topic, error: String(error) }, 'kafka publish failed, the next one gets a new producer')
        await producer.disconnect().catch(() => {})
        throw error
      }
    },
    close: async () => current?.disconnect(),
  }
}

// kafkajs would choose anew with each of its retries, and the sequence numbers with it.
const keylessToFirst: ICustomPartitioner = () => {
  const byKey = Partitioners.DefaultPartitioner()
  return (args) => (args.message.key === null || args.message.key === undefined ? 0 : byKey(args))
}
