import { randomUUID } from 'node:crypto'
import type { Clock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import { type Budget, type BudgetLimits, type BudgetUsage, CALCOM_LIMITS, type LimitReport, type RefusalReason } from '../budget.ts'
import { acquire } from './acquire.ts'
import { Alone } from './alone.ts'
import { type Answer, type Ask, burstReserve, priorityRank } from './ledger.ts'
import { Presence } from './presence.ts'
import { type Reply, SharedLedger } from './shared-ledger.ts'
import { blockMsOf } from './upstream.ts'

export interface RedisBudgetOptions {
  readonly redis: Redis
  /** `fingerprint(key)`: the credential's name in Redis. */
  readonly fingerprint: string
  readonly clock: Clock
  readonly limits?: Partial<BudgetLimits> | undefined
  /**
   * What to think of a credential that Redis has no memory of. `silent` (default) takes it for a flushed one and sends
   * nothing for a window; `ready` is for keys known to be new (a fresh installation, a test). A flush that a running
   * process notices is a used-up window either way.
   */
  readonly firstUse?: 'silent' | 'ready' | undefined
}

export interface RedisBudget extends Budget {
  /** Gives this process's share back. */
  close(): Promise<void>
}

/** The budget that all processes share, on Redis' own clock. Without Redis: silence for a window, then this process's share. */
export function redisBudget({ redis, fingerprint, clock, limits: given = {}, firstUse = 'silent' }: RedisBudgetOptions): RedisBudget {
  const limits = { ...CALCOM_LIMITS, ...given }
  const ledger = new SharedLedger(redis, fingerprint, { clock, limits, firstUse })
  const alone = new Alone(limits)

  /** Talks to the shared ledger, and keeps `alone` told about whether that worked. */
  const shared = async (op: Parameters<SharedLedger['run']>[0], args?: object): Promise<Reply | undefined> => {
    try {
      const reply = await ledger.run(op, args, alone.used(clock.monotonic()))
      alone.end()
      return reply
    } catch {
      alone.lose(clock.monotonic(), ledger.limit)
      return undefined
    }
  }

  const presence = new Presence(
    limits,
    clock,
    () => shared('beat'),
    () => shared('sign_off'),
  )

  const asking = {
    ask: async (ask: Ask): Promise<Answer> => {
      const reply = await shared('ask', {
        id: ask.id,
        rank: priorityRank(ask.priority),
        tenant: ask.tenant,
        first: ask.first,
        waitMs: ask.waitMs,
        burstReserve: burstReserve(limits),
      })
      if (!reply) return alone.ask(ask, presence.known, clock.monotonic())
      presence.seen()
      return toAnswer(reply)
    },
    leave: async (id: string): Promise<void> => {
      if (alone.lost) alone.leave(id)
      else await shared('leave', { id })
    },
  }

  return {
    acquire: (request) => {
      presence.use()
      return acquire(asking, { id: randomUUID(), clock, limits }, request)
    },
    report: async (report: LimitReport): Promise<void> => {
      if (alone.lost) alone.report(report, clock.monotonic())
      await shared('report', { ...report, blockMs: blockMsOf(limits, report.resetMs) })
    },
    usage: async (): Promise<BudgetUsage> => {
      const reply = await shared('usage')
      return reply ? toUsage(reply) : alone.usage(presence.known, clock.monotonic())
    },
    close: () => presence.end(),
  }
}

function toAnswer([granted, retryAfterMs, reason]: Reply): Answer {
  return granted === 1 ? { granted: true } : { granted: false, retryAfterMs: Number(retryAfterMs), reason: String(reason) as RefusalReason }
}

function toUsage(reply: Reply): BudgetUsage {
  const [used = 0, cap = 0, resetMs = 0, blockedMs = 0, reserved = 0] = reply.slice(0, 5).map(Number)
  return { used, cap, resetMs, blockedMs, reserved, stoppedBy: (reply[5] || undefined) as BudgetUsage['stoppedBy'] }
}
