import { VERSIONS_STAND } from './lease-days.ts'
import { FRESH, Script } from './script.ts'

/**
 * KEYS: epoch, then per day: entry, lease, versions; then claims.
 * ARGV: days, versions per day, token, entry's and version's time to live, channel, message, then per day: value, expected versions.
 * An entry is kept only if no version changed since its load began, and nobody took its lease over; a lease that ran out
 * unnoticed does no harm. Gives [now, epoch, kept per day, claims], so that what was loaded is answered with the claims of now.
 */
export const COMPLETE_DAYS = new Script(`${FRESH}${VERSIONS_STAND}
local days, width = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = {}
for day = 0, days - 1 do
  local key = 2 + day * (width + 2)
  local arg = 8 + day * (width + 1)
  local lease = redis.call('GET', KEYS[key + 1])
  kept[day + 1] = 0
  if (not lease or lease == ARGV[3]) and versions_stand(key + 2, arg + 1, width) then
    redis.call('SET', KEYS[key], ARGV[arg], 'PX', ARGV[4])
    for i = 0, width - 1 do redis.call('PEXPIRE', KEYS[key + 2 + i], ARGV[5]) end
    kept[day + 1] = 1
  end
  if lease == ARGV[3] then redis.call('DEL', KEYS[key + 1]) end
end
local claims = {}
for key = 2 + days * (width + 2), #KEYS do
  claims[#claims + 1] = redis.call('HGETALL', KEYS[key])
end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return { now_ms(), redis.call('EXISTS', KEYS[1]), kept, claims }
`)
