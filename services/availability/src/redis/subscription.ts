import type { Clock, Log, Scope } from '@calbridge/core'
import type { Invalidation } from '../domain/first-level.ts'
import { channels } from './keys.ts'
import { decodeChange, decodeLoad } from './news-codec.ts'
import type { LoadMessage } from './slot-store.ts'

/** What is used of ioredis. */
export interface NewsConnection {
  readonly status: string
  on(event: 'close' | 'ready', handler: () => void): unknown
  on(event: 'message', handler: (channel: string, message: string) => void): unknown
  subscribe(...channels: string[]): Promise<unknown>
  ping(): Promise<unknown>
  /** With `true` it is made anew. */
  disconnect(reconnect: boolean): void
}

export interface SubscriptionOptions {
  /** A connection of its own: it does nothing else. */
  readonly redis: NewsConnection
  readonly clock: Clock
  readonly log: Log
  /** News is trusted for so long after Redis answered a heartbeat over the same connection. */
  readonly silenceMs: number
  /** With when it was published, on Redis' clock, if that is known. */
  readonly onChange: (change: Invalidation, publishedMs: number | undefined) => void
  readonly onLoad: (news: LoadMessage) => void
  /** Messages may have been lost. */
  readonly onBreak: () => void
}

export interface Subscription {
  /** False while news may be missing or late. */
  trusted(): boolean
}

/** Heartbeats per silence: one that is lost or late does not turn the first level off. */
const BEATS = 2.5

/**
 * Hears what changed and what was loaded. Answers to heartbeats come over the same connection after all news published before
 * them, so that a heartbeat answered means: nothing published before it was sent is still under way.
 */
export function startSubscription(
  { redis, clock, log, silenceMs, onChange, onLoad, onBreak }: SubscriptionOptions,
  scope: Scope,
): Subscription {
  let heardMs = Number.NEGATIVE_INFINITY
  let subscribed = false
  redis.on('close', () => {
    if (subscribed) onBreak()
    subscribed = false
    heardMs = Number.NEGATIVE_INFINITY
  })
  redis.on('message', (channel: string, message: string) => {
    const change = channel === channels.changes ? decodeChange(message) : undefined
    const load = channel === channels.loads ? decodeLoad(message) : undefined
    if (change) return onChange(change.change, change.publishedMs)
    if (load) return onLoad(load)
    log.warn({ channel }, 'news that cannot be read: what it told of is lost')
    onBreak()
  })
  const subscribe = () => {
    const sentMs = clock.monotonic()
    redis.subscribe(channels.changes, channels.loads).then(
      () => {
        subscribed = true
        heardMs = sentMs
      },
      (error: unknown) => {
        log.warn({ error: String(error) }, 'could not subscribe')
        redis.disconnect(true) // to be made anew
      },
    )
  }
  redis.on('ready', subscribe)
  if (redis.status === 'ready') subscribe()
  const stop = new AbortController()
  scope.defer('redis subscription', () => stop.abort())

  const beat = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const sentMs = clock.monotonic()
      // Not waited for: an answer that never comes must not stop the next heartbeat.
      if (subscribed)
        redis.ping().then(
          () => {
            if (subscribed) heardMs = Math.max(heardMs, sentMs)
          },
          () => {}, // silence says it
        )
      await clock.sleep(silenceMs / BEATS, stop.signal).catch(() => {}) // stopped
    }
  }
  void beat()
  return { trusted: () => clock.monotonic() - heardMs <= silenceMs }
}
