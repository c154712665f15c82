import { FRESH, Script } from './script.ts'

/**
 * KEYS: epoch, counter, entries, versions, claims. ARGV: how many of the last three, a version's time to live.
 * Gives [now, epoch, entries, versions, claims] as they stood at one moment. A version that is missing is made.
 */
export const READ_DAYS = new Script(`${FRESH}
local entry_count, version_count, claim_count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local at = 2
local entries, versions, claims = {}, {}, {}
for i = 1, entry_count do
  entries[i] = redis.call('GET', KEYS[at + i]) or ''
end
at = at + entry_count
for i = 1, version_count do
  local version = redis.call('GET', KEYS[at + i])
  if not version then
    version = fresh(KEYS[2]) .. ':0'
    redis.call('SET', KEYS[at + i], version, 'PX', ARGV[4])
  end
  versions[i] = version
end
at = at + version_count
for i = 1, claim_count do
  claims[i] = redis.call('HGETALL', KEYS[at + i])
end
return { now_ms(), redis.call('EXISTS', KEYS[1]), entries, versions, claims }
`)
