import { systemClock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import type { ChangeListener, ChangeSignal } from '../application/ports.ts'

const channel = (tenant: string, uid: string): string => `{${tenant}}:appointment:${uid}`

/**
 * The hint over Redis, so that a waiter hears of a commit in another process. Redis gone is no error: announcing
 * and listening then do nothing, and waiters read the row again by themselves. Only what is waited for is subscribed.
 */
export function redisChangeSignal(redis: Redis, subscriber: Redis): ChangeSignal {
  const waiting = new Map<string, Set<() => void>>()
  const subscribed = new Set<string>()
  const wake = (name: string): void => {
    for (const one of waiting.get(name) ?? []) one()
  }
  subscriber.on('message', wake)
  // What was said while the connection was away is lost: everyone reads, and then more often until it is back.
  subscriber.on('close', () => {
    subscribed.clear()
    for (const name of waiting.keys()) wake(name)
  })
  subscriber.on('ready', () => {
    for (const name of waiting.keys()) subscribe(name)
  })

  const subscribe = (name: string): Promise<unknown> =>
    subscriber.subscribe(name).then(
      () => waiting.has(name) && subscribed.add(name),
      () => undefined,
    )

  const forget = (name: string): void => {
    waiting.delete(name)
    subscribed.delete(name)
    if (subscriber.status === 'ready') subscriber.unsubscribe(name).catch(() => 0)
  }

  return {
    announce: async (tenant, uid) => {
      await redis.publish(channel(tenant, uid), '').catch(() => 0)
    },
    listen: async (tenant, uid) => {
      const name = channel(tenant, uid)
      const listeners = waiting.get(name) ?? new Set()
      waiting.set(name, listeners)
      const { listener, woken } = makeListener(
        () => subscribed.has(name),
        () => {
          listeners.delete(woken)
          if (listeners.size === 0 && waiting.get(name) === listeners) forget(name)
        },
      )
      listeners.add(woken)
      if (!subscribed.has(name) && subscriber.status === 'ready') await subscribe(name)
      return listener
    },
  }
}

/** A message that comes between two calls of `next` is not lost. */
function makeListener(isLive: () => boolean, close: () => void): { listener: ChangeListener; woken: () => void } {
  let missed = false
  let resume: (() => void) | undefined
  const woken = () => {
    missed = true
    resume?.()
  }
  const next = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (!missed) {
      const wake = new AbortController()
      resume = () => wake.abort()
      await systemClock.sleep(ms, AbortSignal.any([signal, wake.signal])).catch(() => undefined)
      resume = undefined
    }
    missed = false
  }
  return { listener: { isLive, next, close }, woken }
}
