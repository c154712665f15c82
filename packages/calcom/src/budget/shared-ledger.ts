import { randomUUID } from 'node:crypto'
import type { Clock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import type { BudgetLimits } from '../budget.ts'
import { redisScript } from '../redis-script.ts'
import { BUDGET_SCRIPT } from './script.ts'

/** What the script answers, ahead of the epoch: numbers of milliseconds, and a reason. */
export type Reply = readonly (number | string)[]

const KEYS = ['state', 'log', 'interactive', 'waiting', 'expiry', 'processes']

/** One process's line to the credential's ledger in Redis. Throws when Redis fails, or does not answer within half a lease. */
export class SharedLedger {
  readonly #clock: Clock
  readonly #limits: BudgetLimits
  readonly #script: (argument: string) => Promise<unknown>
  readonly #firstUse: 'silent' | 'ready'
  readonly #process = randomUUID()
  #knownEpoch = ''

  constructor(
    redis: Redis,
    fingerprint: string,
    { clock, limits, firstUse }: { clock: Clock; limits: BudgetLimits; firstUse: 'silent' | 'ready' },
  ) {
    const run = redisScript(redis, BUDGET_SCRIPT)
    const keys = KEYS.map((name) => `budget:{${fingerprint}}:${name}`)
    this.#script = (argument) => run(keys, [argument])
    this.#clock = clock
    this.#limits = limits
    this.#firstUse = firstUse
  }

  /** `add`: calls that were sent without the ledger's knowledge. */
  async run(op: 'ask' | 'leave' | 'report' | 'usage' | 'beat' | 'sign_off', args: object = {}, add = 0): Promise<Reply> {
    const settled = new AbortController()
    const late = this.#clock.sleep(this.#limits.leaseMs / 2, settled.signal).then(() => {
      throw new Error('redis did not answer in time')
    })
    late.catch(() => {})
    const shared = { op, process: this.#process, newEpoch: randomUUID(), known: this.#knownEpoch, firstUse: this.#firstUse, add }
    try {
      const reply = (await Promise.race([this.#script(JSON.stringify({ ...shared, limits: this.#limits, ...args })), late])) as Reply
      this.#knownEpoch = String(reply.at(-1))
      return reply
    } finally {
      settled.abort()
    }
  }
}
