import { LINE } from './script-line.ts'
import { MEMORY, WALL_CLOCK } from './script-memory.ts'

// The ledger of ledger.ts, shared: Redis runs it alone and on one clock for all. All keys carry the credential's hash tag.
// Times are whole milliseconds. Each answer ends with the time, what of it was held back, the learned limit and the epoch.
//   KEYS: state (hash), log (sorted set of permits), waiting (hash), processes (hash)
//   ARGV: one JSON object: op, limits, the process with its epoch (known) and anchor, and what the op needs

const ARGUMENTS = /* lua */ `
local state, log, waiting, processes = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local arg = cjson.decode(ARGV[1])
local limits = arg.limits
local windowMs, burstMs = limits.windowMs, limits.burstMs
`

const ASK = /* lua */ `
local function answer(granted, retryMs, reason) return { granted, math.ceil(retryMs), reason, now, held, number('limit', 0), s.epoch } end
local function grant()
  if s.probing == '1' then keep('probeAt', now) end
  redis.call('HDEL', waiting, arg.id)
  spend(arg.rank, arg.tenant, 1)
  return answer(1, 0, '')
end

-- Blocked, silent, or one call is trying whether it still is. The others look soon: it may hear at any time.
local function stopped()
  local blockedMs, silentMs = number('blockedUntil', 0) - now, number('silentUntil', 0) - now
  if blockedMs > 0 then return blockedMs, 'blocked' end
  if silentMs > 0 then return silentMs, 'silence' end
  local probeMs = number('probeAt', 0) + limits.blockMs / 2 - now
  if s.probing == '1' and number('probeAt', 0) > 0 and probeMs > 0 then return math.min(probeMs, 5 * limits.permitMs), 'blocked' end
  return 0, ''
end

-- The time until entry number 'need' of those younger than 'spanMs' is older than that.
local function leavesIn(need, spanMs)
  local first = 1
  while grants[first] and grants[first] <= now - spanMs do first = first + 1 end
  local entry = grants[first + need - 1]
  if entry then return math.max(1, entry + spanMs - now) end
  if now < number('foreignUntil', 0) then return number('foreignUntil', 0) - now end
  return spanMs
end

local function turnIn(ahead, room)
  local need = used() + (arg.rank == 0 and 0 or reserveLeft()) + ahead + 1 - cap
  local windowWait = need > 0 and leavesIn(need, windowMs) or 0
  local inBurst = 0
  for i = #grants, 1, -1 do
    if grants[i] <= now - burstMs then break end
    inBurst = inBurst + 1
  end
  local burstNeed = inBurst + ahead % room + 1 - room
  return math.max(windowWait, math.floor(ahead / room) * burstMs + (burstNeed > 0 and leavesIn(burstNeed, burstMs) or 0))
end

local function place(line, me)
  local amongOurs = me.rank == 0
  for ahead, waiter in ipairs(line) do
    if waiter == me then return ahead - 1, amongOurs and burstCap or math.max(1, burstCap - arg.burstReserve) end
    if waiter.rank > 0 then amongOurs = false end
  end
end

local function join(me, line, retryMs)
  if me.arrival == math.huge then me.arrival = redis.call('HINCRBY', state, 'arrivals', 1) end
  local untilMs = now + math.ceil(math.min(retryMs, math.max(50, windowMs / 8))) + 5 * limits.permitMs
  redis.call('HSET', waiting, me.id, string.format('%d:%d:%d:%s', me.arrival, untilMs, me.rank, me.tenant))
  redis.call('PEXPIRE', waiting, windowMs * 2)
  for i = limits.waitersMax + 1, #line do redis.call('HDEL', waiting, line[i].id) end
end

local function ask()
  seen()
  if arg.first and arg.rank == 0 and limits.interactiveReserve > 0 then
    keep('rate', rateNow() + 1)
    keep('rateAt', now)
  elseif not s.rateAt then
    keep('rateAt', now)
  end
  local stopMs, why = stopped()
  if stopMs > 0 then return answer(0, stopMs, why) end

  local me = { id = arg.id, rank = arg.rank, tenant = arg.tenant, waits = arg.waitMs > 0, arrival = math.huge }
  local line = lineUp(me)
  local ahead, room = place(line, me)
  local retryMs = turnIn(ahead, room)
  if retryMs <= 0 then return grant() end
  if retryMs > arg.waitMs or ahead >= limits.waitersMax then
    redis.call('HDEL', waiting, arg.id)
    return answer(0, retryMs, retryMs > arg.waitMs and 'window' or 'queue')
  end
  join(me, line, retryMs)
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
  if arg.limit then
    keep('limit', math.max(1, arg.limit))
    limit = math.min(limits.windowCap, number('limit', math.huge))
  end
  if not arg.remaining or not arg.resetMs then return end
  -- Their window is fixed and ours slides: compare with what we sent since theirs began (told in whole seconds).
  local ours = redis.call('ZCOUNT', log, '(' .. (now - (windowMs - arg.resetMs) - 1000), '+inf')
  local others = limit - ours - arg.remaining
  if others > foreign() then
    keep('foreign', others)
    keep('foreignUntil', now + arg.resetMs)
  end
end

local function usage()
  local stopMs, why = stopped()
  if stopMs <= 0 and used() >= cap then why = 'window' end
  local resetMs = grants[1] and grants[1] + windowMs - now or 0
  local blockedMs = math.max(0, number('blockedUntil', 0) - now, number('silentUntil', 0) - now)
  local reserved = math.max(0, math.min(reserveLeft(), cap - used()))
  return { used(), cap, resetMs, blockedMs, reserved, why, now, held, number('limit', 0), s.epoch }
end

if arg.op == 'ask' then return ask() end
if arg.op == 'usage' then return usage() end
if arg.op == 'leave' then redis.call('HDEL', waiting, arg.id) end
if arg.op == 'report' then report() end
if arg.op == 'beat' then seen() end
if arg.op == 'sign_off' then redis.call('HDEL', processes, arg.process) end
return answer(0, 0, '')
`

export const BUDGET_SCRIPT = ARGUMENTS + WALL_CLOCK + MEMORY + LINE + ASK + REPORT
