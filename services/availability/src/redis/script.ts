import { createHash } from 'node:crypto'
import { AppError } from '@calbridge/core'
import type { Redis } from 'ioredis'

export type Reply = string | number | null | Reply[]

export interface Connection {
  readonly redis: Redis
  /** How long an answer is waited for. */
  readonly timeoutMs: number
}

/**
 * A Lua script: atomic in Redis, sent by its hash. `run` throws AppError `unavailable` with reason `redis`
 * whenever no answer could be had; it may have run or not.
 */
export class Script {
  readonly #lua: string
  readonly #sha: string

  constructor(lua: string) {
    this.#lua = lua
    this.#sha = createHash('sha1').update(lua).digest('hex')
  }

  async run({ redis, timeoutMs }: Connection, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> {
    try {
      return await within(timeoutMs, redis.evalsha(this.#sha, keys.length, ...keys, ...args))
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw lost(error)
    }
    try {
      return await within(timeoutMs, redis.eval(this.#lua, keys.length, ...keys, ...args))
    } catch (error) {
      throw lost(error)
    }
  }
}

/** An answer that came while this process was too busy to look is not late: it is looked for once more before giving up. */
async function within(ms: number, reply: Promise<unknown>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => setImmediate(() => setImmediate(() => reject(new Error(`no answer in ${ms} ms`)))), ms)
  })
  try {
    return (await Promise.race([reply, late])) as Reply
  } finally {
    clearTimeout(timer)
  }
}

const lost = (cause: unknown): AppError => new AppError('unavailable', 'the cache is out of reach', { reason: 'redis', cause })

/** Lua: `fresh(counter)` gives a text that never comes again, even after a flush or when the clock is set back a little. */
export const FRESH = `
local function fresh(counter)
  local time = redis.call('TIME')
  return time[1] .. string.format('%06d', tonumber(time[2])) .. '-' .. redis.call('INCR', counter)
end
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
`
