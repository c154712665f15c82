import { MEMORY_WINDOWS, RESERVE_DEVIATIONS } from './interactive-rate.ts'
import { CLASS_SHARE } from './line.ts'

/** grant-log.ts, upstream.ts' numbers and line.ts: what is used, what is kept, who goes before whom. */
export const LINE = /* lua */ `
local grants, ofClass, ofTenant = {}, {}, {}
local function readLog()
  redis.call('ZREMRANGEBYSCORE', log, '-inf', now - windowMs)
  local entries = redis.call('ZRANGE', log, 0, -1, 'WITHSCORES')
  for i = 1, #entries, 2 do
    local rank, tenant = string.match(entries[i], '^%d+:(-?%d+):(.*)$')
    rank = tonumber(rank)
    grants[#grants + 1] = tonumber(entries[i + 1])
    ofClass[rank] = (ofClass[rank] or 0) + 1
    ofTenant[tenant] = (ofTenant[tenant] or 0) + 1
  end
end
readLog()

local function foreign()
  if now < number('foreignUntil', 0) then return number('foreign', 0) end
  return 0
end
local function used() return #grants + foreign() end

-- Processes that may be sending alone have their share set aside, of the window and of the burst.
local limit = math.min(limits.windowCap, number('limit', math.huge))
local missing = missed()
local cap = limit - missing * math.floor(limit / limits.processes)
local burstCap = math.max(1, limits.burstCap - missing * math.max(1, math.floor(limits.burstCap / limits.processes)))

local function rateNow() return number('rate', limits.interactiveReserve * ${MEMORY_WINDOWS}) * math.exp((now - number('rateAt', now)) / -(${MEMORY_WINDOWS} * windowMs)) end
local function reserve()
  if limits.interactiveReserve <= 0 then return 0 end
  local perWindow = rateNow() / ${MEMORY_WINDOWS}
  return math.min(math.ceil(perWindow + ${RESERVE_DEVIATIONS} * math.sqrt(perWindow)), math.floor(cap * 0.5))
end
local function reserveLeft() return math.max(0, reserve() - (ofClass[0] or 0)) end
local function shareOf(rank)
  local share = math.floor(cap * ${CLASS_SHARE})
  return rank == 0 and math.max(share, reserve()) or share
end

-- Those who wait, with the asker at the place it has, or behind all; places not claimed again in time are lost.
local function waiters(me)
  local entries, found = redis.call('HGETALL', waiting), {}
  for i = 1, #entries, 2 do
    local arrival, untilMs, rank, tenant = string.match(entries[i + 1], '^(%d+):(%d+):(%d+):(.*)$')
    if tonumber(untilMs) <= now then
      redis.call('HDEL', waiting, entries[i])
    elseif entries[i] == me.id then
      me.arrival = tonumber(arrival)
    else
      found[#found + 1] = { id = entries[i], arrival = tonumber(arrival), rank = tonumber(rank), tenant = tenant, waits = true }
    end
  end
  found[#found + 1] = me
  table.sort(found, function(one, other) return one.arrival < other.arrival end)
  return found
end

local function lineUp(me)
  local line, turns = waiters(me), {}
  for _, waiter in ipairs(line) do
    local name = waiter.rank .. ':' .. waiter.tenant
    waiter.turn = turns[name] or ofTenant[waiter.tenant] or 0
    turns[name] = waiter.turn + 1
  end
  table.sort(line, function(one, other)
    if one.rank ~= other.rank then return one.rank < other.rank end
    if one.turn ~= other.turn then return one.turn < other.turn end
    return one.arrival < other.arrival
  end)
  local taken, first, rest = {}, {}, {}
  for _, waiter in ipairs(line) do
    local had = taken[waiter.rank] or ofClass[waiter.rank] or 0
    if had < shareOf(waiter.rank) and (waiter.waits or waiter.rank == 0) then
      taken[waiter.rank] = had + 1
      first[#first + 1] = waiter
    else
      rest[#rest + 1] = waiter
    end
  end
  for _, waiter in ipairs(rest) do first[#first + 1] = waiter end
  return first
end
`
