import { setTimeout as sleep } from 'node:timers/promises'
import { createCache } from 'async-cache-dedupe'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis'
import { Redis } from 'ioredis'
import { machineMs } from '../clock.ts'
import type { Stampede } from './cache-process.ts'
import { serveParent } from './parent.ts'

// Caches that others use, over the same Redis and with the same upstream: set up as their documentation says for several processes.

export type PeerCache = 'async-cache-dedupe' | 'bentocache'

export type PeerCacheCommand =
  | { readonly peer: PeerCache; readonly redisUrl: string; readonly upstreamMs: number }
  | { readonly callers: number; readonly key: string }

const TTL_S = 300

let read: (key: string) => Promise<unknown>
let loadsEndedMs: number[] = []

const start = ({ peer, redisUrl, upstreamMs }: { peer: PeerCache; redisUrl: string; upstreamMs: number }): object => {
  const load = async (): Promise<number[]> => {
    await sleep(upstreamMs)
    loadsEndedMs.push(machineMs())
    return Array.from({ length: 36 }, (_, n) => 32_400 + n * 900)
  }
  read = peer === 'bentocache' ? bento(redisUrl, load) : dedupe(redisUrl, load)
  return {}
}

function dedupe(redisUrl: string, load: (key: string) => Promise<number[]>): typeof read {
  const storage = { type: 'redis' as const, options: { client: new Redis(redisUrl) } }
  const cache = createCache({ ttl: TTL_S, storage }).define('slots', load)
  return (key) => cache.slots(key)
}

function bento(redisUrl: string, load: () => Promise<number[]>): typeof read {
  const { host, port } = { host: new URL(redisUrl).hostname, port: Number(new URL(redisUrl).port) }
  const store = bentostore()
    .useL1Layer(memoryDriver({ maxSize: '64mb' }))
    .useL2Layer(redisDriver({ connection: { host, port } }))
    .useBus(redisBusDriver({ connection: { host, port } }))
  const cache = new BentoCache({ default: 'slots', stores: { slots: store } })
  return (key) => cache.getOrSet({ key, ttl: `${TTL_S}s`, factory: load })
}

async function stampede({ callers, key }: { callers: number; key: string }): Promise<Stampede> {
  loadsEndedMs = []
  const answers = Array.from({ length: callers }, async () => {
    await read(key)
    return machineMs()
  })
  return { lastAnswerMs: Math.max(...(await Promise.all(answers))), loadsEndedMs }
}

serveParent((command: PeerCacheCommand) => ('peer' in command ? start(command) : stampede(command)))
