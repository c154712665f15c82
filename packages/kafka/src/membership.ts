import { AppError, type Scope } from '@calbridge/core'
import type { Consumer } from 'kafkajs'
import type { KafkaHandle } from './connect.ts'
import { forgetLag } from './metrics.ts'

export interface Membership {
  /** Is a member of its group now. */
  ready(): boolean
  readonly joined: Promise<void>
  /** Aborts when this membership ends. */
  lost(): AbortSignal
}

export interface MembershipOptions {
  /** As metrics and logs call the group. */
  readonly groupId: string
  readonly isStopped: () => boolean
  /** Begins anew with a consumer that kafkajs has given up. */
  readonly run: () => Promise<void>
  readonly handle: KafkaHandle
}

const PAUSE_MS = 1_000

/** What the group says about us. A consumer that kafkajs gives up fails the process, unless it is because of an outage. */
export function watchMembership(consumer: Consumer, { groupId, isStopped, run, handle }: MembershipOptions, scope: Scope): Membership {
  const { named, log } = handle
  let ready = false
  let lost = new AbortController()
  let mine = new Map<string, { topic: string; partition: number }>()
  const { promise: joined, resolve } = Promise.withResolvers<void>()
  const lose = () => {
    ready = false
    lost.abort(new AppError('unavailable', 'no longer a member of the consumer group'))
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const before = mine
    mine = new Map()
    for (const [name, partitions] of Object.entries(payload.memberAssignment))
      for (const partition of partitions) mine.set(`${name}/${partition}`, { topic: name.slice(named('').length), partition })
    for (const [id, { topic, partition }] of before) if (!mine.has(id)) forgetLag(groupId, topic, partition)
    lose()
    lost = new AbortController()
    ready = true
    resolve()
  })
  consumer.on(consumer.events.STOP, () => {
    ready = false
  })
  // kafkajs ends a consumer for good, and quietly, on an error that it deems not retriable, a bare TypeError for one.
  // The process must not look healthy after that.
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    lose()
    if (isStopped()) return
    log.warn({ groupId, restart: payload.restart, error: String(payload.error) }, 'kafka consumer crashed')
    if (payload.restart) return
    if (!isOutage(payload.error)) return scope.fail(payload.error)
    setTimeout(() => !isStopped() && run().catch(scope.fail), PAUSE_MS)
  })
  return { ready: () => ready, joined, lost: () => lost.signal }
}

/** kafkajs asks brokers for the group's coordinator one after the other, and gives up for good when each has just gone. */
const isOutage = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'KafkaJSGroupCoordinatorNotFound' || isOutage(error.cause))
