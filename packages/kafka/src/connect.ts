import { type Log, silentLog } from '@calbridge/core'
import { Kafka, logLevel, type RetryOptions } from 'kafkajs'

export interface ConnectOptions {
  readonly brokers: readonly string[]
  readonly clientId: string
  /** Put before every topic and group name, so that tests share a broker. */
  readonly topicPrefix?: string | undefined
  readonly log?: Log | undefined
}

/** What consumers and publishers are made from. Holds no connection by itself. */
export interface KafkaHandle {
  readonly kafka: Kafka
  readonly log: Log
  /** The name on the broker of a topic or group. */
  named(name: string): string
}

const RETRY = { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 2_000, retries: 5 }

/** A consumer that ran out of retries begins anew, for as long as the broker is away, but not once it was stopped. */
export const consumerRetry = (wanted: () => boolean): RetryOptions => ({ ...RETRY, restartOnFailure: async () => wanted() })

/** Nothing is connected yet; `startPublisher`, `consume` and the others do that. */
export function connectKafka({ brokers, clientId, topicPrefix = '', log = silentLog }: ConnectOptions): KafkaHandle {
  process.env.KAFKAJS_NO_PARTITIONER_WARNING ??= '1'
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    // Said in full: kafkajs has other defaults where NODE_ENV is test.
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => relay(log, entry.level, entry.namespace, entry.log),
  })
  return { kafka, log, named: (name) => topicPrefix + name }
}

// One below kafkajs' own level: its ERROR lines are mostly transient (a coordinator that loads, a connection that
// is made again), and what is not ends in CRASH or in a rejected publish, which are ours to log.
function relay(
  log: Log,
  level: logLevel,
  namespace: string,
  { message, error, groupId }: { message: string; [field: string]: unknown },
): void {
  const fields = { kafkajs: namespace, ...(error !== undefined && { error: String(error) }), ...(groupId !== undefined && { groupId }) }
  if (level === logLevel.ERROR) log.warn(fields, message)
  else if (level === logLevel.WARN) log.info(fields, message)
  else log.debug(fields, message)
}
