import { deadLetterTopic } from '@calbridge/contracts'
import { AppError, describe, type Log } from '@calbridge/core'
import { mask, traceparentOf, withSpan } from '@calbridge/telemetry'
import type { KafkaMessage } from 'kafkajs'
import { rawHeaders, readHeaders } from './headers.ts'
import type { Publisher } from './publish.ts'
import type { Handled, Route } from './route.ts'

export interface DeliverOptions {
  readonly publisher: Pick<Publisher, 'send'>
  readonly handlerTimeoutMs: number
  /** Off for what is read again with every start: its spans would be added to traces of long ago. */
  readonly traced: boolean
  readonly log: Log
}

export interface Source {
  readonly route: Route
  readonly partition: number
  readonly message: KafkaMessage
  /** Aborts when the partition is no longer ours. */
  readonly lost: AbortSignal
}

/**
 * Hands one record to its handler. Only an error that is classified as permanent sets the record aside: an outage throws
 * plain errors, and must not empty a topic into the dead letters. If setting aside fails, that too is tried again.
 */
export async function deliver(source: Source, options: DeliverOptions): Promise<Handled> {
  try {
    await handle(source, options)
    return 'done'
  } catch (cause) {
    const error = AppError.from(cause)
    const where = { topic: source.route.topic, partition: source.partition, offset: source.message.offset }
    if (!error.permanent) {
      options.log.warn({ ...where, error: describe(error) }, 'kafka record failed, will be tried again')
      return 'retried'
    }
    try {
      await setAside(source, error, options.publisher)
    } catch (failure) {
      options.log.warn({ ...where, error: describe(failure) }, 'kafka dead letter could not be published, will be tried again')
      return 'retried'
    }
    options.log.error({ ...where, code: error.code, reason: error.reason, error: describe(error) }, 'kafka record set aside')
    return 'dead_lettered'
  }
}

async function handle({ route, partition, message, lost }: Source, { handlerTimeoutMs, traced }: DeliverOptions): Promise<void> {
  const headers = readHeaders(message.headers)
  const abort = new AbortController()
  const giveUp = () => abort.abort(lost.aborted ? lost.reason : new AppError('deadline_exceeded', 'the handler took too long'))
  const timer = setTimeout(giveUp, handlerTimeoutMs)
  lost.addEventListener('abort', giveUp, { once: true })
  const run = (traceparent: string | undefined) =>
    route.handle(message.value, {
      key: message.key?.toString() ?? '',
      headers,
      traceparent,
      partition,
      offset: message.offset,
      timestampMs: Number(message.timestamp),
      signal: abort.signal,
    })
  try {
    await (traced ? inSpan(route.topic, partition, message.offset, headers.traceparent, run) : run(headers.traceparent))
  } finally {
    clearTimeout(timer)
    lost.removeEventListener('abort', giveUp)
  }
}

function inSpan(topic: string, partition: number, offset: string, parent: string | undefined, run: (traceparent: string) => Promise<void>) {
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': offset,
  }
  return withSpan(`${topic} process`, { kind: 'consumer', attributes, parent }, (span) => run(traceparentOf(span)))
}

/** The bytes as they came, the headers as they came, and beside them why and where from. */
async function setAside({ route, partition, message }: Source, error: AppError, publisher: Pick<Publisher, 'send'>): Promise<void> {
  const headers = {
    ...rawHeaders(message.headers),
    'error-code': error.code,
    'error-reason': error.reason ?? error.code,
    'error-message': mask(error.message),
    'source-topic': route.topic,
    'source-partition': String(partition),
    'source-offset': message.offset,
  }
  await publisher.send(deadLetterTopic(route.topic), [{ key: message.key, value: message.value, headers }])
}
