import { FRESH, Script } from './script.ts'

// A run is JSON; whether it is under way is its state. `last` names the tenant's last one.

const UNDER_WAY = `
local function under_way(run)
  local readable, decoded = pcall(cjson.decode, run or '')
  return readable and type(decoded) == 'table' and (decoded.state == 'running' or decoded.state == 'waiting')
end
`

/** KEYS: last. ARGV: prefix of runs, run id, run, its time to live. Gives the run that stands. */
export const BEGIN_WARM_UP = new Script(`${UNDER_WAY}
local last = redis.call('GET', KEYS[1])
local run = last and redis.call('GET', ARGV[1] .. last)
if under_way(run) then return run end
redis.call('SET', ARGV[1] .. ARGV[2], ARGV[3], 'PX', ARGV[4])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
return ARGV[3]
`)

/** KEYS: lead, counter. ARGV: lease in ms. Gives a token, or '' while another leads. */
export const LEAD_WARM_UP = new Script(`${FRESH}
local token = fresh(KEYS[2])
return redis.call('SET', KEYS[1], token, 'NX', 'PX', ARGV[1]) and token or ''
`)

/** KEYS: lead, run. ARGV: token, lease in ms, run, its time to live. Gives 0 when another leads, or the lease ran out. */
export const SAVE_WARM_UP = new Script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return 1
`)

/** KEYS: lead. ARGV: token. */
export const RELEASE_WARM_UP = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`)

/** KEYS: last. ARGV: prefix of runs, run id or '', prefix of what was served. Gives [run or '', look-ups served]. */
export const FIND_WARM_UP = new Script(`
local id = ARGV[2] ~= '' and ARGV[2] or redis.call('GET', KEYS[1])
if not id then return { '', 0 } end
return { redis.call('GET', ARGV[1] .. id) or '', tonumber(redis.call('GET', ARGV[3] .. id) or 0) }
`)

/** KEYS: last. ARGV: prefix of what was served, look-ups, time to live. */
export const ADD_SERVED = new Script(`
local id = redis.call('GET', KEYS[1])
if not id then return 0 end
redis.call('INCRBY', ARGV[1] .. id, ARGV[2])
redis.call('PEXPIRE', ARGV[1] .. id, ARGV[3])
return 1
`)
