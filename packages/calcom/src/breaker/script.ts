// memory-breaker.ts for all processes, on Redis' clock. One hash; durations only in the answers.
export const BREAKER_SCRIPT = /* lua */ `
local key = KEYS[1]
local op, outcome, probe = ARGV[1], ARGV[2], ARGV[3]
local failuresToOpen, openMs, successesToClose, probeMs = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local wall = redis.call('TIME')
local now = math.floor(wall[1] * 1000 + wall[2] / 1000)
local values = redis.call('HMGET', key, 'state', 'failures', 'successes', 'openedAt', 'probeAt')
local state, failures, successes = values[1] or 'closed', tonumber(values[2]) or 0, tonumber(values[3]) or 0
local openedAt, probeAt = tonumber(values[4]) or 0, tonumber(values[5]) or 0

local function keep()
  redis.call('HSET', key, 'state', state, 'failures', failures, 'successes', successes, 'openedAt', openedAt, 'probeAt', probeAt)
end
local function close() state, failures, successes, probeAt = 'closed', 0, 0, 0 end
local function open() state, openedAt, successes, probeAt = 'open', now, 0, 0 end

-- A clock set back never makes a wait longer than it was meant to be.
local wait = 0
if state == 'open' then wait = math.min(openMs, openedAt + openMs - now) end
if state == 'half_open' and probeAt > 0 then wait = math.min(probeMs, probeAt + probeMs - now) end
wait = math.max(0, wait)

if op == 'enter' then
  if wait > 0 then return { 0, wait } end
  if state == 'closed' then return { 1, 0 } end
  state, probeAt = 'half_open', now
  keep()
  return { 1, 1 }
end
if op == 'record' then
  if probe == '1' and state == 'half_open' then
    probeAt = 0
    if outcome == 'failure' then
      open()
    elseif outcome == 'success' then
      successes = successes + 1
      if successes >= successesToClose then close() end
    end
    keep()
  elseif state == 'closed' and outcome == 'failure' then
    failures = failures + 1
    if failures >= failuresToOpen then open() end
    keep()
  elseif state == 'closed' and outcome == 'success' and failures > 0 then
    failures = 0
    keep()
  end
end
if op == 'reset' then
  close()
  keep()
end
return { state, failures, successes, wait }
`
