// circuit.ts for all processes, on Redis' clock: no wait is longer than it was meant to be, however that is set.
//   KEYS[1] one hash · ARGV op, outcome, '1' for a probe's, failuresToOpen, failuresWithinMs, openMs, successesToClose, probeMs
//   `enter` answers { let through, probe or wait in ms }, all else { state, failures, successes, wait in ms }
export const BREAKER_SCRIPT = /* lua */ `
local key = KEYS[1]
local op, outcome, probe = ARGV[1], ARGV[2], ARGV[3]
local failuresToOpen, failuresWithinMs = tonumber(ARGV[4]), tonumber(ARGV[5])
local openMs, successesToClose, probeMs = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local wall = redis.call('TIME')
local now = math.floor(wall[1] * 1000 + wall[2] / 1000)
local values = redis.call('HMGET', key, 'state', 'failed', 'successes', 'openedAt', 'probeAt')
local state, successes = values[1] or 'closed', tonumber(values[3]) or 0
local openedAt, probeAt = tonumber(values[4]) or 0, tonumber(values[5]) or 0
local failed = {}
for ms in string.gmatch(values[2] or '', '%d+') do
  if tonumber(ms) > now - failuresWithinMs and tonumber(ms) <= now then failed[#failed + 1] = ms end
end

local function keep()
  local failures = table.concat(failed, ' ')
  redis.call('HSET', key, 'state', state, 'failed', failures, 'successes', successes, 'openedAt', openedAt, 'probeAt', probeAt)
end
local function close() state, failed, successes, probeAt = 'closed', {}, 0, 0 end
local function open() state, openedAt, successes, probeAt = 'open', now, 0, 0 end

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
    failed[#failed + 1] = string.format('%.0f', now)
    if #failed >= failuresToOpen then open() end
    keep()
  end
end
if op == 'reset' then
  close()
  keep()
end
return { state, #failed, successes, wait }
`
