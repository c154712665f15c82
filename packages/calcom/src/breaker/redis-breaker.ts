import type { Clock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import { BREAKER_LIMITS, type Breaker, type BreakerKind, type BreakerLimits, type BreakerState, type BreakerStatus } from '../breaker.ts'
import { redisScript } from '../redis-script.ts'
import { memoryBreaker } from './memory-breaker.ts'
import { BREAKER_SCRIPT } from './script.ts'

export interface RedisBreakerOptions {
  readonly redis: Redis
  readonly fingerprint: string
  readonly clock: Clock
  readonly limits?: Partial<BreakerLimits> | undefined
  /** A Redis that takes longer counts as lost. */
  readonly redisTimeoutMs?: number | undefined
}

/** The breaker that all processes share. While Redis is lost each process goes by what it sees itself. */
export function redisBreaker({ redis, fingerprint, clock, limits: given = {}, redisTimeoutMs = 1_000 }: RedisBreakerOptions): Breaker {
  const limits = { ...BREAKER_LIMITS, ...given }
  const run = redisScript(redis, BREAKER_SCRIPT)
  const own = memoryBreaker({ clock, limits })

  const script = async (kind: BreakerKind, op: string, outcome = '', probe = ''): Promise<readonly (string | number)[] | undefined> => {
    const settled = new AbortController()
    const late = clock.sleep(redisTimeoutMs, settled.signal).catch(() => {})
    const { failuresToOpen, failuresWithinMs, openMs, successesToClose, probeMs } = limits
    const args = [op, outcome, probe, failuresToOpen, failuresWithinMs, openMs, successesToClose, probeMs]
    try {
      return (await Promise.race([run([`breaker:{${fingerprint}}:${kind}`], args), late])) as (string | number)[] | undefined
    } catch {
      return undefined
    } finally {
      settled.abort()
    }
  }

  return {
    enter: async (kind) => {
      const reply = await script(kind, 'enter')
      if (!reply) return own.enter(kind)
      const [allowed, value] = reply
      return allowed === 1 ? { allowed: true, probe: value === 1 } : { allowed: false, retryAfterMs: Number(value) }
    },
    record: async (kind, outcome, pass) => {
      await own.record(kind, outcome, pass)
      // Nothing to tell: most calls are these, and cost no question.
      if (pass.allowed && (pass.probe || outcome === 'failure')) await script(kind, 'record', outcome, pass.probe ? '1' : '0')
    },
    status: async (kind) => toStatus(await script(kind, 'status')) ?? own.status(kind),
    reset: async (kind) => {
      await own.reset(kind)
      await script(kind, 'reset')
    },
  }
}

function toStatus(reply: readonly (string | number)[] | undefined): BreakerStatus | undefined {
  if (!reply) return undefined
  const [state, failures, successes, retryAfterMs] = reply
  return { state: state as BreakerState, failures: Number(failures), successes: Number(successes), retryAfterMs: Number(retryAfterMs) }
}
