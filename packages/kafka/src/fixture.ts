import type { Topic } from '@calbridge/contracts'
import type { Log } from '@calbridge/core'
import { freeTopic, kafkaBrokers, testScope } from '@calbridge/testkit'
import { connectKafka, ensureTopics, type KafkaHandle, on, type Publisher, type RecordMeta, startPublisher } from './index.ts'

/** A message that is JSON, so that a test can read it; what is no JSON makes `decode` throw a SyntaxError. */
export interface Note {
  readonly n: number
}

export const notes: Topic<Note> = {
  name: 'notes.v1',
  compacted: false,
  message: {
    encode: (note) => ({ finish: () => Buffer.from(JSON.stringify(note)) }),
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Note,
  },
}

export const QUICK = { initialMs: 20, maxMs: 50 }

/** A handle, topics and names of this test alone. */
export async function freshTopics({ partitions = 1, brokers, log }: { partitions?: number; brokers?: string[]; log?: Log } = {}) {
  const kafka = connectKafka({ brokers: brokers ?? (await kafkaBrokers()), clientId: 'test', topicPrefix: `${freeTopic('t')}.`, log })
  await ensureTopics(kafka, [notes], { partitions, replicationFactor: 1 })
  return kafka
}

export interface Setup {
  readonly kafka: KafkaHandle
  readonly publisher: Publisher
  readonly scope: ReturnType<typeof testScope>
}

export async function setUp(options: Parameters<typeof freshTopics>[0] = {}): Promise<Setup> {
  const scope = testScope()
  const kafka = await freshTopics(options)
  return { kafka, scope, publisher: await startPublisher(kafka, scope) }
}

/** A route that keeps what it handled. */
export function recording(handle: (note: Note, meta: RecordMeta) => Promise<void> | void = () => {}) {
  const handled: { n: number; meta: RecordMeta }[] = []
  const route = on(notes, async (note, meta) => {
    await handle(note, meta)
    handled.push({ n: note.n, meta })
  })
  return { route, handled, numbers: () => handled.map(({ n }) => n) }
}

export const note = (n: number, key = 'k') => ({ key, value: { n } })
export const noteRange = (from: number, to: number, keys = 1) =>
  Array.from({ length: to - from }, (_, index) => note(from + index, `k${(from + index) % keys}`))

/** A promise that the test resolves. */
export const gate = () => Promise.withResolvers<void>()
