import type { Redis } from 'ioredis'
import { type Quota, type RateLimiter, type Taken, taken } from '../domain/rate-limiter.ts'

// The same arithmetic as domain/rate-limiter.ts, on Redis' clock, in one step for all replicas.
const TAKE = `
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local index = math.floor(now / window)
local elapsed = now - index * window
local kept = redis.call('HMGET', KEYS[1], 'index', 'previous', 'current')
local behind = index - tonumber(kept[1] or index)
local previous, current = tonumber(kept[2] or 0), tonumber(kept[3] or 0)
if behind == 1 then
  previous, current = current, 0
elseif behind ~= 0 then
  previous, current = 0, 0
end
local allowed = previous * (1 - elapsed / window) + current + 1 <= limit
if allowed and ARGV[3] == 'count' then
  current = current + 1
  redis.call('HSET', KEYS[1], 'index', index, 'previous', previous, 'current', current)
  redis.call('PEXPIRE', KEYS[1], 2 * window)
end
return {allowed and 1 or 0, previous, current, elapsed}`

/** Counts for all replicas together. Rejects when Redis does not answer within the connection's command time-out. */
export const redisRateLimiter = (redis: Redis): RateLimiter => {
  const ask = async (key: string, quota: Quota, mode: 'count' | 'look'): Promise<Taken> => {
    const reply = (await redis.eval(TAKE, 1, key, quota.limit, quota.windowMs, mode)) as [number, number, number, number]
    const [allowed, previous, current, elapsedMs] = reply
    return taken(allowed === 1, { previous, current, elapsedMs }, quota)
  }
  return { take: (key, quota) => ask(key, quota, 'count'), look: (key, quota) => ask(key, quota, 'look') }
}
