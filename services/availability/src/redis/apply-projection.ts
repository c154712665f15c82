import { FRESH, Script } from './script.ts'

/**
 * Lua: puts an appointment's claims in place of those known of it, and notes the places touched. What is known of it (its
 * version, where its claims stand) is the hash `guard`; its claims' keys are not among KEYS but share the tenant's hash tag.
 */
export const REPLACE_CLAIMS = `
local function replace_claims(prefix, guard, version, rows, touched, ttl_ms)
  local standing = cjson.decode(redis.call('HGET', guard, 'claims') or '[]')
  for _, row in ipairs(standing) do
    redis.call('HDEL', prefix .. 'claims:' .. row[1], row[2])
    touched[row[1]] = true
  end
  local stand = {}
  for i, row in ipairs(rows) do
    local key = prefix .. 'claims:' .. row[1]
    redis.call('HSET', key, row[2], row[3])
    redis.call('PEXPIREAT', key, row[4])
    touched[row[1]] = true
    stand[i] = { row[1], row[2] }
  end
  redis.call('HSET', guard, 'version', version, 'claims', #stand > 0 and cjson.encode(stand) or '[]')
  redis.call('PEXPIRE', guard, ttl_ms)
end
local function names(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  return list
end
`

/**
 * KEYS: the appointment's guard, counter. ARGV: prefix, tenant, version, guard's time to live, claim rows (JSON), bumps (JSON:
 * [place, how long Cal.com settles in ms]), version's time to live, channel. Claims are replaced unless as new a version was
 * applied or rebuilt before; versions are bumped unless as new an *event* was applied: a rebuild bumps nothing.
 * Gives 1 when it did anything. Safe to repeat.
 */
export const APPLY_PROJECTION = new Script(`${FRESH}${REPLACE_CLAIMS}
local prefix, version = ARGV[1], tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'version', 'event')
local newer = version > tonumber(known[1] or -1)
local unseen = version > tonumber(known[2] or -1)
local touched, bumped = {}, {}
if newer then replace_claims(prefix, KEYS[1], version, cjson.decode(ARGV[5]), touched, ARGV[4]) end
if unseen then
  redis.call('HSET', KEYS[1], 'event', version)
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  for _, bump in ipairs(cjson.decode(ARGV[6])) do
    local key = prefix .. 'version:' .. bump[1]
    local settles = tonumber(string.match(redis.call('GET', key) or '', ':(%d+)$') or 0)
    if bump[2] > 0 then settles = math.max(settles, now_ms() + bump[2]) end
    redis.call('SET', key, fresh(KEYS[2]) .. ':' .. string.format('%d', settles), 'PX', ARGV[7])
    bumped[bump[1]] = true
  end
end
local claims, versions = names(touched), names(bumped)
if #claims + #versions > 0 then
  redis.call('PUBLISH', ARGV[8], cjson.encode({ at = now_ms(), tenant = ARGV[2], claims = claims, versions = versions }))
end
return (newer or unseen) and 1 or 0
`)
