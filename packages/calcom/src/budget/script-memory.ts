/** The wall clock of the machine that Redis is on: the script's only source of time. */
export const WALL_CLOCK = /* lua */ `
local function wallMs()
  local wall = redis.call('TIME')
  return math.floor(wall[1] * 1000 + wall[2] / 1000)
end
`

/**
 * What the script knows, and how sure it is of it: its state, the time, and whether memory was lost.
 *
 * Time. Redis' wall clock may be set, or be another machine's after a failover, so it is kept within what the asking
 * process's own monotonic clock has seen pass since its last answer (`anchor`). Time that is held back so is held back from
 * everybody (`held`), or another process's anchor would catch it up. Who has no anchor moves no time. So between two permits
 * never less time passes than between their places in the log, but for the way of one answer (half a permit's life) where
 * the clock was set in between.
 */
export const MEMORY = /* lua */ `
local fields, s = redis.call('HGETALL', state), {}
for i = 1, #fields, 2 do s[fields[i]] = fields[i + 1] end
local function number(name, fallback) return tonumber(s[name]) or fallback end
local function keep(name, value) s[name] = value; redis.call('HSET', state, name, value) end

local anchor = s.epoch == arg.known and arg.anchor or nil
local now, last, held
local function readTime()
  local wall, offset = wallMs(), number('offset', 0)
  now, held = wall + offset, number('held', 0)
  last = number('last', now)
  local least, most = last, last
  if anchor then
    local due = anchor.atMs + anchor.agoMs - math.max(0, held - anchor.heldMs)
    least, most = math.max(last, due), math.max(last, due + limits.permitMs / 2)
  end
  local kept = math.max(least, math.min(now, most))
  if kept < now then held = held + now - kept; keep('held', held) end
  if kept ~= now then keep('offset', offset + kept - now) end
  now = kept
end
readTime()

-- No epoch, another one, a log that cannot be empty and is, or a state older than what it told: memory was lost, so the
-- past window counts as used up.
local function silence(untilMs) if untilMs > number('silentUntil', 0) then keep('silentUntil', untilMs) end end
if not s.epoch then
  keep('epoch', arg.newEpoch)
  keep('born', now)
  if arg.known ~= '' or arg.firstUse == 'silent' then silence(now + windowMs) end
elseif arg.known ~= '' and arg.known ~= s.epoch then
  silence(number('born', now) + windowMs)
elseif anchor and anchor.atMs > last then
  silence(now + windowMs)
elseif number('granted', 0) > now - windowMs and redis.call('EXISTS', log) == 0 then
  silence(number('granted', 0) + windowMs)
end
keep('last', now)

-- The process is there. What it sent alone (arg.add) counts from now.
local function spend(rank, tenant, count)
  for _ = 1, count do
    local seq = redis.call('HINCRBY', state, 'seq', 1)
    redis.call('ZADD', log, now, seq .. ':' .. rank .. ':' .. tenant)
  end
  if count > 0 then
    keep('granted', now)
    redis.call('PEXPIRE', log, windowMs * 2)
  end
end
spend(-1, '', arg.add)

-- Processes that missed their heartbeat may be sending alone. Held-back time counts here: rather too early missed than late.
local function seen() redis.call('HSET', processes, arg.process, now .. ':' .. now + held) end
local function missed()
  local entries, count = redis.call('HGETALL', processes), 0
  for i = 1, #entries, 2 do
    local beat, sooner = string.match(entries[i + 1], '^(.+):(.+)$')
    if tonumber(beat) < now - limits.aloneMs - windowMs - 2 * limits.leaseMs then
      redis.call('HDEL', processes, entries[i])
    elseif tonumber(sooner) < now + held - limits.leaseMs then
      count = count + 1
    end
  end
  return math.min(count, limits.processes - 1)
end
`
