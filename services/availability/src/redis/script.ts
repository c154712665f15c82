import { createHash } from 'node:crypto'
import { AppError } from '@calbridge/core'
import type { Redis } from 'ioredis'

export type Reply = string | number | null | Reply[]

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

  async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> {
    try {
      return (await redis.evalsha(this.#sha, keys.length, ...keys, ...args)) as Reply
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw lost(error)
    }
    try {
      return (await redis.eval(this.#lua, keys.length, ...keys, ...args)) as Reply
    } catch (error) {
      throw lost(error)
    }
  }
}

const lost = (cause: unknown): AppError => new AppError('unavailable', 'the cache is out of reach', { reason: 'redis', cause })

export const isRedisLost = (error: unknown): boolean => error instanceof AppError && error.reason === 'redis'

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
