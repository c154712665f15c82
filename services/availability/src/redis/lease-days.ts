import { FRESH, Script } from './script.ts'

// A lease per cold day and versions, taken for all days of a range at once: one process loads what it got,
// in one call, and waits for the rest.

/** Lua: are the versions from KEYS[first] on as expected in ARGV from `expected` on? */
export const VERSIONS_STAND = `
local function versions_stand(first, expected, count)
  for i = 0, count - 1 do
    if redis.call('GET', KEYS[first + i]) ~= ARGV[expected + i] then return false end
  end
  return true
end
`

/**
 * KEYS: counter, then per day: entry, lease, versions. ARGV: days, how many of them are wanted (the first; the rest is taken along
 * if one of these is led), versions per day, lease in ms, then per day: the stamp of the entry that was seen, expected versions.
 * Gives [now, token, per day: 1 led, 0 changed since it was seen or not taken along, -n held for n ms].
 */
export const LEASE_DAYS = new Script(`${FRESH}${VERSIONS_STAND}
local days, wanted, width = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local token = fresh(KEYS[1])
local result, leads = {}, false
for day = 0, days - 1 do
  local key = 2 + day * (width + 2)
  local arg = 5 + day * (width + 1)
  local stamp = string.match(redis.call('GET', KEYS[key]) or '', '^[^\\n]*')
  if day >= wanted and not leads then
    result[day + 1] = 0
  elseif stamp ~= ARGV[arg] or not versions_stand(key + 2, arg + 1, width) then
    result[day + 1] = 0
  elseif redis.call('SET', KEYS[key + 1], token, 'NX', 'PX', ARGV[4]) then
    result[day + 1], leads = 1, true
  else
    result[day + 1] = -math.max(1, redis.call('PTTL', KEYS[key + 1]))
  end
end
return { now_ms(), token, result }
`)

/** KEYS: leases. ARGV: token, lease in ms. A lease that another took over is left alone. */
export const RENEW_LEASES = new Script(`
local mine = 0
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then mine = mine + redis.call('PEXPIRE', key, ARGV[2]) end
end
return mine
`)

/** KEYS: leases. ARGV: token, channel, message. Ends the own leases, and tells who waits. */
export const END_LEASES = new Script(`
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`)
