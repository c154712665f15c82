import { FRESH, Script } from './script.ts'

/**
 * Lua, after FRESH: puts an appointment's claims in place of those known of it, and notes the places touched. What is known of it
 * (its version, where its claims stand) is the hash `guard`, which outlives the last of these claims: without it nobody would
 * find them again. `before` is what the news says stood there. Claims' keys are not among KEYS but share the tenant's hash tag.
 */
export const REPLACE_CLAIMS = `
local function keep(guard, until_ms)
  if redis.call('PTTL', guard) < until_ms - now_ms() then redis.call('PEXPIREAT', guard, until_ms) end
end
local function remove_claims(prefix, rows, touched)
  for _, row in ipairs(rows) do
    redis.call('HDEL', prefix .. 'claims:' .. row[1], row[2])
    touched[row[1]] = true
  end
end
local function replace_claims(prefix, guard, version, before, rows, touched, ttl_ms)
  remove_claims(prefix, cjson.decode(redis.call('HGET', guard, 'claims') or '[]'), touched)
  remove_claims(prefix, before, touched)
  local stand, until_ms = {}, now_ms() + ttl_ms
  for i, row in ipairs(rows) do
    local key = prefix .. 'claims:' .. row[1]
    redis.call('HSET', key, row[2], row[3])
    redis.call('PEXPIREAT', key, row[4])
    touched[row[1]] = true
    stand[i] = { row[1], row[2] }
    until_ms = math.max(until_ms, row[4])
  end
  redis.call('HSET', guard, 'version', version, 'claims', #stand > 0 and cjson.encode(stand) or '[]')
  keep(guard, until_ms)
end
local function names(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  return list
end
`

/**
 * KEYS: the appointment's guard, counter. ARGV: prefix, tenant, version, guard's least time to live, claim rows before and after
 * (JSON), bumps (JSON: [place, how long Cal.com settles in ms]), version's time to live, channel. Claims are replaced unless as new a version was
 * applied or rebuilt before; versions are bumped unless as new an *event* was applied: a rebuild bumps nothing.
 * Gives 1 when it did anything. Safe to repeat.
 */
export const APPLY_PROJECTION = new Script(`${FRESH}${REPLACE_CLAIMS}
local prefix, version, ttl_ms = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'version', 'event')
local newer = version > tonumber(known[1] or -1)
local unseen = version > tonumber(known[2] or -1)
local touched, bumped = {}, {}
if newer then replace_claims(prefix, KEYS[1], version, cjson.decode(ARGV[5]), cjson.decode(ARGV[6]), touched, ttl_ms) end
if unseen then
  redis.call('HSET', KEYS[1], 'event', version)
  keep(KEYS[1], now_ms() + ttl_ms)
  for _, bump in ipairs(cjson.decode(ARGV[7])) do
    local key = prefix .. 'version:' .. bump[1]
    local settles = tonumber(string.match(redis.call('GET', key) or '', ':(%d+)$') or 0)
    if bump[2] > 0 then settles = math.max(settles, now_ms() + bump[2]) end
    redis.call('SET', key, fresh(KEYS[2]) .. ':' .. string.format('%d', settles), 'PX', ARGV[8])
    bumped[bump[1]] = true
  end
end
local claims, versions = names(touched), names(bumped)
if #claims + #versions > 0 then
  redis.call('PUBLISH', ARGV[9], cjson.encode({ at = now_ms(), tenant = ARGV[2], claims = claims, versions = versions }))
end
return (newer or unseen) and 1 or 0
`)
