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
  subscriber.on('message', (name: string) => {
    for (const wake of waiting.get(name) ?? []) wake()
  })

  return {
    announce: async (tenant, uid) => {
      await redis.publish(channel(tenant, uid), '').catch(() => 0)
    },
    listen: async (tenant, uid) => {
      const name = channel(tenant, uid)
      const listeners = waiting.get(name) ?? new Set()
      waiting.set(name, listeners)
      const { listener, wake } = makeListener(() => {
        listeners.delete(wake)
        if (listeners.size > 0) return
        waiting.delete(name)
        subscriber.unsubscribe(name).catch(() => 0)
      })
      listeners.add(wake)
      if (listeners.size === 1 && subscriber.status === 'ready') await subscriber.subscribe(name).catch(() => 0)
      return listener
    },
  }
}

/** A message that comes between two calls of `next` is not lost. */
function makeListener(close: () => void): { listener: ChangeListener; wake: () => void } {
  let missed = false
  let resume: (() => void) | undefined
  const wake = () => {
    missed = true
    resume?.()
  }
  const next = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (!missed) {
      const woken = new AbortController()
      resume = () => woken.abort()
      await systemClock.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => undefined)
      resume = undefined
    }
    missed = false
  }
  return { listener: { next, close }, wake }
}
