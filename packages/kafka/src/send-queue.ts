import { AppError } from '@calbridge/core'
import type { Message } from 'kafkajs'

interface Entry {
  readonly topic: string
  readonly messages: Message[]
  readonly bytes: number
  resolve(): void
  reject(error: unknown): void
}

export interface SendQueue {
  /** Rejects with `unavailable` when it isn't acknowledged in time. What had not been begun by then is not sent any more. */
  add(topic: string, messages: Message[]): Promise<void>
  /** Resolves when nothing waits and nothing is under way. Bounded, as the sends are. */
  drain(): Promise<void>
}

/** Leaves room in the broker's 1 MiB per partition and batch. */
const MAX_BATCH_BYTES = 950_000

/**
 * One send at a time, in order; what comes meanwhile goes together in the next one. So many callers cost few requests,
 * and a lone one waits for nobody.
 */
export function sendQueue(send: (topic: string, messages: Message[]) => Promise<void>, timeoutMs: number): SendQueue {
  const waiting: Entry[] = []
  let sending: Promise<void> | undefined

  const sendAll = async (): Promise<void> => {
    for (let batch = takeBatch(waiting); batch.length > 0; batch = takeBatch(waiting)) {
      try {
        await send(
          batch[0]!.topic,
          batch.flatMap(({ messages }) => messages),
        )
        for (const { resolve } of batch) resolve()
      } catch (cause) {
        for (const { reject } of batch) reject(new AppError('unavailable', 'could not publish', { cause }))
      }
    }
    sending = undefined
  }

  return {
    add: (topic, messages) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const index = waiting.indexOf(entry)
          if (index >= 0) waiting.splice(index, 1)
          reject(new AppError('unavailable', `not published within ${timeoutMs} ms`))
        }, timeoutMs)
        const settled = <T>(settle: (value: T) => void) => {
          return (value: T) => {
            clearTimeout(timer)
            settle(value)
          }
        }
        const entry: Entry = { topic, messages, bytes: sizeOf(messages), resolve: settled<void>(resolve), reject: settled(reject) }
        waiting.push(entry)
        sending ??= sendAll()
      }),
    drain: async () => {
      while (sending) await sending
    },
  }
}

/** From the front: the same topic, and not more than a batch may hold. */
function takeBatch(waiting: Entry[]): Entry[] {
  const [first] = waiting
  if (!first) return []
  let bytes = 0
  const end = waiting.findIndex((entry, index) => {
    bytes += entry.bytes
    return index > 0 && (entry.topic !== first.topic || bytes > MAX_BATCH_BYTES)
  })
  return waiting.splice(0, end === -1 ? waiting.length : end)
}

/** Near enough: a record's framing and headers are counted as half a kilobyte. */
const sizeOf = (messages: Message[]): number =>
  messages.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0) + 512, 0)
