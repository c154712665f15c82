import { FRESH, Script } from './script.ts'

// A fact is `<stamp>\n<JSON>`; its stamp is the token of the lease under which it was asked for.

/** KEYS: fact. Gives [now, fact or '']. */
export const READ_FACT = new Script(`${FRESH}
return { now_ms(), redis.call('GET', KEYS[1]) or '' }
`)

/** KEYS: fact, lease, counter. ARGV: the stamp that was seen, lease in ms. Gives [now, token or '', ms that another may still take]. */
export const LEASE_FACT = new Script(`${FRESH}
if string.match(redis.call('GET', KEYS[1]) or '', '^[^\\n]*') ~= ARGV[1] then return { now_ms(), '', 0 } end
local token = fresh(KEYS[3])
if redis.call('SET', KEYS[2], token, 'NX', 'PX', ARGV[2]) then return { now_ms(), token, 0 } end
return { now_ms(), '', math.max(1, redis.call('PTTL', KEYS[2])) }
`)

/** KEYS: fact, lease. ARGV: token, fact, its time to live, channel, message. A lease that another took over is left alone. */
export const COMPLETE_FACT = new Script(`
local lease = redis.call('GET', KEYS[2])
if not lease or lease == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
if lease == ARGV[1] then redis.call('DEL', KEYS[2]) end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
`)
