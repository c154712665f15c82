import { REPLACE_CLAIMS } from './apply-projection.ts'
import { FRESH, Script } from './script.ts'

// A rebuild is void once its marker is gone: then Redis was flushed again, and what it wrote before is lost.

/** KEYS: marker, counter. ARGV: most ms. Gives [token] or ['', ms that another rebuild may still take]. */
export const BEGIN_REBUILD = new Script(`${FRESH}
local token = fresh(KEYS[2])
if redis.call('SET', KEYS[1], token, 'NX', 'PX', ARGV[1]) then return { token, 0 } end
return { '', math.max(1, redis.call('PTTL', KEYS[1])) }
`)

/**
 * KEYS: marker, guards of the appointments. ARGV: token, prefix, guard's least time to live, then per appointment: version, claim rows
 * (JSON). What an event told of an appointment since is newer, and stays. Gives 0 when the rebuild is void.
 */
export const ADD_REBUILT = new Script(`${FRESH}${REPLACE_CLAIMS}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #KEYS do
  local version = tonumber(ARGV[2 * i])
  if version > tonumber(redis.call('HGET', KEYS[i], 'version') or -1) then
    replace_claims(ARGV[2], KEYS[i], version, {}, cjson.decode(ARGV[2 * i + 1]), {}, tonumber(ARGV[3]))
  end
end
return 1
`)

/** KEYS: marker, epoch, counter. ARGV: token, channel, tenant. Gives 0 when the rebuild is void. */
export const FINISH_REBUILD = new Script(`${FRESH}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], fresh(KEYS[3]))
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], cjson.encode({ at = now_ms(), tenant = ARGV[3], rebuilt = true }))
return 1
`)

/** KEYS: marker. ARGV: token. */
export const ABANDON_REBUILD = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`)
