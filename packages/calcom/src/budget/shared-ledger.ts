import { randomUUID } from 'node:crypto'
import type { Clock } from '@calbridge/core'
import type { Redis } from 'ioredis'
import type { BudgetLimits } from '../budget.ts'
import { redisScript } from '../redis-script.ts'
import { BUDGET_SCRIPT } from './script.ts'

/** What an op answers: numbers of milliseconds, and reasons. */
export type Reply = readonly (number | string)[]

/** The ledger's time as an answer told it, and when that was on this process's own clock. */
interface Anchor {
  readonly atMs: number
  readonly heldMs: number
  readonly heardMs: number
}

const KEYS = ['state', 'log', 'waiting', 'processes']

/** One process's line to the credential's ledger in Redis. Throws when Redis fails, or does not answer within half a lease. */
export class SharedLedger {
  readonly #clock: Clock
  readonly #limits: BudgetLimits
  readonly #script: (argument: string) => Promise<unknown>
  readonly #firstUse: 'silent' | 'ready'
  readonly #process = randomUUID()
  #knownEpoch = ''
  #anchor: Anchor | undefined
  #limit: number | undefined

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

  /** What Cal.com said last that the key's limit is, as far as this process heard. */
  get limit(): number | undefined {
    return this.#limit
  }

  /** `add`: calls that were sent without the ledger's knowledge. */
  async run(op: 'ask' | 'leave' | 'report' | 'usage' | 'beat' | 'sign_off', args: object = {}, add = 0): Promise<Reply> {
    const settled = new AbortController()
    const late = this.#clock.sleep(this.#limits.leaseMs / 2, settled.signal).then(() => {
      throw new Error('redis did not answer in time')
    })
    late.catch(() => {})
    const process = { process: this.#process, known: this.#knownEpoch, anchor: this.#anchored(), firstUse: this.#firstUse }
    const argument = JSON.stringify({ op, ...process, newEpoch: randomUUID(), add, limits: this.#limits, ...args })
    try {
      const reply = (await Promise.race([this.#script(argument), late])) as Reply
      this.#hear(reply)
      return reply
    } finally {
      settled.abort()
    }
  }

  #anchored(): object | undefined {
    if (!this.#anchor) return undefined
    const { atMs, heldMs, heardMs } = this.#anchor
    return { atMs, heldMs, agoMs: Math.floor(this.#clock.monotonic() - heardMs) }
  }

  #hear(reply: Reply): void {
    const [atMs, heldMs, limit, epoch] = reply.slice(-4)
    this.#knownEpoch = String(epoch)
    this.#anchor = { atMs: Number(atMs), heldMs: Number(heldMs), heardMs: this.#clock.monotonic() }
    this.#limit = Number(limit) || undefined
  }
}
