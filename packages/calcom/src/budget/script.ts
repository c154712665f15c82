import { MEMORY_WINDOWS, RESERVE_DEVIATIONS } from './interactive-rate.ts'

// The ledger of ledger.ts, shared: Redis runs it alone and on its own clock. All keys carry the credential's hash tag.
// Times are whole milliseconds; everything that is answered is a duration, so that no process needs Redis' clock.

const PRELUDE = /* lua */ `
local state, log, interactive, waiting, expiry, processes = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local arg = cjson.decode(ARGV[1])
local limits = arg.limits
local windowMs, burstMs = limits.windowMs, limits.burstMs

local fields, s = redis.call('HGETALL', state), {}
for i = 1, #fields, 2 do s[fields[i]] = fields[i + 1] end
local function number(name, fallback) return tonumber(s[name]) or fallback end
local function keep(name, value) s[name] = tostring(value); redis.call('HSET', state, name, value) end

-- A clock set back (or another machine's, after a failover) goes on from the latest time that was seen.
local wall = redis.call('TIME')
local offset = number('offset', 0)
local now = math.floor(wall[1] * 1000 + wall[2] / 1000) + offset
if now < number('last', 0) then
  offset = offset + number('last', 0) - now
  now = number('last', 0)
  keep('offset', offset)
end

-- No epoch, or a log that cannot be empty and is: the memory was lost, so the past window counts as used up.
local function silence(untilMs) if untilMs > number('silentUntil', 0) then keep('silentUntil', untilMs) end end
if not s.epoch then
  keep('epoch', arg.newEpoch)
  keep('born', now)
  if arg.known ~= '' or arg.firstUse == 'silent' then silence(now + windowMs) end
elseif arg.known ~= '' and arg.known ~= s.epoch then
  silence(number('born', now) + windowMs)
elseif number('granted', 0) > now - windowMs and redis.call('EXISTS', log) == 0 then
  silence(number('granted', 0) + windowMs)
end
keep('last', now)

redis.call('ZREMRANGEBYSCORE', log, '-inf', now - windowMs)
redis.call('ZREMRANGEBYSCORE', interactive, '-inf', now - windowMs)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', expiry, '-inf', now)) do
  redis.call('ZREM', waiting, id)
  redis.call('ZREM', expiry, id)
end

local function spend(isInteractive, count)
  for _ = 1, count do
    local member = redis.call('HINCRBY', state, 'seq', 1)
    redis.call('ZADD', log, now, member)
    if isInteractive then redis.call('ZADD', interactive, now, member) end
  end
  if count > 0 then
    keep('granted', now)
    redis.call('PEXPIRE', log, windowMs * 2)
    redis.call('PEXPIRE', interactive, windowMs * 2)
  end
end
spend(false, arg.add)

local function foreign()
  if now < number('foreignUntil', 0) then return number('foreign', 0) end
  return 0
end
local function used() return redis.call('ZCARD', log) + foreign() end

-- Shares of processes that missed their heartbeat: they may be sending alone.
local function cap()
  redis.call('ZREMRANGEBYSCORE', processes, '-inf', now - limits.aloneMs - windowMs - 2 * limits.leaseMs)
  local missing = redis.call('ZCOUNT', processes, '-inf', '(' .. (now - limits.leaseMs))
  local share = math.floor(limits.windowCap / limits.processes)
  return math.min(limits.windowCap, number('limit', math.huge)) - math.min(missing, limits.processes - 1) * share
end

local function rateNow() return number('rate', limits.interactiveReserve * ${MEMORY_WINDOWS}) * math.exp((now - number('rateAt', now)) / -(${MEMORY_WINDOWS} * windowMs)) end
local function answer(granted, retryMs, reason) return { granted, math.ceil(retryMs), reason, s.epoch } end
`

const ASK = /* lua */ `
local function leave(id)
  redis.call('ZREM', waiting, id)
  redis.call('ZREM', expiry, id)
end

local function stopped()
  local blocked = number('blockedUntil', 0)
  if now < blocked then return answer(0, blocked - now, 'blocked') end
  if now < number('silentUntil', 0) then return answer(0, number('silentUntil', 0) - now, 'silence') end
  if s.probing ~= '1' then return nil end
  -- The block is over: one call tries, the others wait for what it hears.
  local probeMs, sentAt = limits.blockMs / 2, number('probeAt', 0)
  if sentAt > 0 and now - sentAt < probeMs then return answer(0, math.min(sentAt + probeMs - now, 5 * limits.permitMs), 'blocked') end
  keep('probeAt', now)
  leave(arg.id)
  spend(true, 1)
  return answer(1, 0, '')
end

-- The time until entry number 'need' of those younger than 'spanMs' is older than that.
local function leavesIn(need, spanMs)
  local entry = redis.call('ZRANGEBYSCORE', log, '(' .. (now - spanMs), '+inf', 'WITHSCORES', 'LIMIT', need - 1, 1)
  if entry[2] then return math.max(1, tonumber(entry[2]) + spanMs - now) end
  if now < number('foreignUntil', 0) then return number('foreignUntil', 0) - now end
  return spanMs
end

local function turnIn(ahead)
  local total, kept, room = cap(), 0, limits.burstCap
  if arg.rank > 0 and limits.interactiveReserve > 0 then
    local perWindow = rateNow() / ${MEMORY_WINDOWS}
    local reserve = math.min(math.ceil(perWindow + ${RESERVE_DEVIATIONS} * math.sqrt(perWindow)), math.floor(total * 0.5))
    kept = math.max(0, reserve - redis.call('ZCARD', interactive))
    room = math.max(1, room - arg.burstReserve)
  end
  local need = used() + kept + ahead + 1 - total
  local windowWait = need > 0 and leavesIn(need, windowMs) or 0
  local inBurst = redis.call('ZCOUNT', log, '(' .. (now - burstMs), '+inf')
  local burstNeed = inBurst + ahead % room + 1 - room
  local burstWait = math.floor(ahead / room) * burstMs + (burstNeed > 0 and leavesIn(burstNeed, burstMs) or 0)
  return math.max(windowWait, burstWait)
end

local function ask()
  redis.call('ZADD', processes, now, arg.process)
  if arg.first and arg.rank == 0 and limits.interactiveReserve > 0 then
    keep('rate', rateNow() + 1)
    keep('rateAt', now)
  elseif not s.rateAt then
    keep('rateAt', now)
  end
  local stop = stopped()
  if stop then return stop end

  local place = tonumber(redis.call('ZSCORE', waiting, arg.id)) or arg.rank * 1e13 + now
  local ahead = redis.call('ZCOUNT', waiting, '-inf', string.format('(%.0f', place))
  local retryMs = turnIn(ahead)
  if retryMs <= 0 then
    leave(arg.id)
    spend(arg.rank == 0, 1)
    return answer(1, 0, '')
  end
  if retryMs <= arg.waitMs then
    redis.call('ZADD', waiting, place, arg.id)
    redis.call('ZADD', expiry, now + math.min(retryMs, math.max(50, windowMs / 8)) + 5 * limits.permitMs, arg.id)
    redis.call('PEXPIRE', waiting, windowMs * 2)
    redis.call('PEXPIRE', expiry, windowMs * 2)
  else
    leave(arg.id)
  end
  return answer(0, retryMs, 'window')
end
`

const REPORT = /* lua */ `
local function report()
  if arg.limited then
    local untilMs = now + arg.blockMs
    if untilMs > number('blockedUntil', 0) then keep('blockedUntil', untilMs) end
    keep('probing', 1)
    keep('probeAt', 0)
    return
  end
  if s.probing == '1' and number('probeAt', 0) > 0 and now >= number('blockedUntil', 0) then keep('probing', 0) end
  if not arg.limit then return end
  keep('limit', arg.limit)
  if not arg.remaining or not arg.resetMs then return end
  -- Their window is fixed and ours slides: compare with what we sent since theirs began (told in whole seconds).
  local ours = redis.call('ZCOUNT', log, '(' .. (now - (windowMs - arg.resetMs) - 1000), '+inf')
  local others = math.min(limits.windowCap, arg.limit) - ours - arg.remaining
  if others > foreign() then
    keep('foreign', others)
    keep('foreignUntil', now + arg.resetMs)
  end
end

local function usage()
  local oldest = redis.call('ZRANGE', log, 0, 0, 'WITHSCORES')[2]
  local resetMs = oldest and tonumber(oldest) + windowMs - now or 0
  return { used(), cap(), resetMs, math.max(0, number('blockedUntil', 0) - now, number('silentUntil', 0) - now), s.epoch }
end

if arg.op == 'ask' then return ask() end
if arg.op == 'usage' then return usage() end
if arg.op == 'leave' then leave(arg.id) end
if arg.op == 'report' then report() end
if arg.op == 'beat' then redis.call('ZADD', processes, now, arg.process) end
if arg.op == 'sign_off' then redis.call('ZREM', processes, arg.process) end
return answer(0, 0, '')
`

export const BUDGET_SCRIPT = PRELUDE + ASK + REPORT
