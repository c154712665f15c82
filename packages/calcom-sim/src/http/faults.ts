import type { Random } from '../random.ts'

export const FAULT_KINDS = [
  'timeout_before_commit',
  'timeout_after_commit',
  'reset_connection_before',
  'reset_connection_after',
  'http_500_before',
  'http_500_after',
  'html_502',
  'html_502_after',
  'rate_limit',
  'hang',
  'latency',
  'empty_slots',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

export interface FaultSpec {
  readonly kind: FaultKind
  /** All that is given must fit; `path` is a part of the path, or a pattern between slashes. */
  readonly match?: { readonly method?: string; readonly path?: string; readonly user?: string }
  /** How many requests it hits; without end when absent. */
  readonly times?: number
  readonly probability?: number
  /** Of `latency`: the wait. Of time-outs and `hang`: until the connection is cut. Of `rate_limit`: the block. */
  readonly delayMs?: number
}

export interface Fault extends FaultSpec {
  readonly id: number
  hits: number
}

/** Trouble on request: the first fault that fits a request hits it. */
export class Faults {
  readonly #random: Random
  #faults: Fault[] = []
  #count = 0

  constructor(random: Random) {
    this.#random = random
  }

  add(spec: FaultSpec): Fault {
    const fault = { ...spec, id: ++this.#count, hits: 0 }
    this.#faults.push(fault)
    return fault
  }

  list(): readonly Fault[] {
    return this.#faults
  }

  remove(id: number): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id)
  }

  clear(): void {
    this.#faults = []
  }

  take(request: { method: string; path: string; user: string }): Fault | undefined {
    const fault = this.#faults.find(
      (one) => left(one) && fits(one, request) && (one.probability === undefined || this.#random.chance(one.probability)),
    )
    if (fault) fault.hits++
    return fault
  }
}

function left(fault: Fault): boolean {
  return fault.times === undefined || fault.hits < fault.times
}

function fits({ match }: Fault, request: { method: string; path: string; user: string }): boolean {
  if (match?.method && match.method.toUpperCase() !== request.method) return false
  if (match?.user && match.user !== request.user) return false
  if (!match?.path) return true
  const pattern = /^\/(.*)\/$/.exec(match.path)?.[1]
  // `/v2/bookings/` ends with a slash as well; only what cannot be a path is a pattern.
  return pattern !== undefined && /[\\^$*+?()[\]|]/.test(pattern)
    ? new RegExp(pattern).test(request.path)
    : request.path.includes(match.path)
}
