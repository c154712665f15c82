import { Redis } from 'ioredis'
import { machineMs } from '../clock.ts'
import { GO_CHANNEL } from '../stampede/sizes.ts'
import { serveParent } from './parent.ts'

// The floor of a stampede at the cache's own interface: callers who only wait for one message in Redis.

export type WaitersCommand = { readonly redisUrl: string } | { readonly callers: number }

let go = Promise.withResolvers<void>()

async function start(redisUrl: string): Promise<object> {
  const redis = new Redis(redisUrl)
  await redis.subscribe(GO_CHANNEL)
  redis.on('message', () => go.resolve())
  return {}
}

async function wait(callers: number): Promise<{ lastAnswerMs: number }> {
  go = Promise.withResolvers()
  const answers = Array.from({ length: callers }, async () => {
    await go.promise
    return machineMs()
  })
  return { lastAnswerMs: Math.max(...(await Promise.all(answers))) }
}

serveParent((command: WaitersCommand) => ('redisUrl' in command ? start(command.redisUrl) : wait(command.callers)))
