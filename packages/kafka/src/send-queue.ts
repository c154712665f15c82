import { AppError } from '@calbridge/core'
import type { Message } from 'kafkajs'

interface Entry {
  readonly topic: string
  readonly messages: Message[]
  readonly bytes: number
  readonly timer: NodeJS.Timeout
  resolve(): void
  reject(error: unknown): void
}

export interface SendQueue {
  /** Rejects with `unavailable` when it isn't acknowledged in time. What had not been begun by then is not sent any more. */
  add(topic: string, messages: Message[]): Promise<void>
  /** Resolves when all that was added is settled: within `timeoutMs`. */
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
  const unsettled = new Set<Promise<void>>()
  let sending = false

  const sendAll = async (): Promise<void> => {
    if (sending) return
    sending = true
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
      for (const { timer } of batch) clearTimeout(timer)
    }
    sending = false
  }

  const enqueue = (topic: string, messages: Message[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        const index = waiting.indexOf(entry)
        if (index >= 0) waiting.splice(index, 1)
        reject(new AppError('unavailable', `not published within ${timeoutMs} ms`))
      }
      const entry: Entry = { topic, messages, bytes: sizeOf(messages), timer: setTimeout(giveUp, timeoutMs), resolve, reject }
      waiting.push(entry)
      void sendAll()
    })

  return {
    add(topic, messages) {
      const settled = enqueue(topic, messages).finally(() => unsettled.delete(settled))
      unsettled.add(settled)
      return settled
    },
    drain: async () => void (await Promise.allSettled(unsettled)),
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

/** Cuts what one caller publishes into parts that the broker takes. */
export function inBatches(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = []
  let bytes = MAX_BATCH_BYTES
  for (const message of messages) {
    bytes += sizeOf([message])
    if (bytes > MAX_BATCH_BYTES) {
      batches.push([])
      bytes = sizeOf([message])
    }
    batches.at(-1)!.push(message)
  }
  return batches
}
