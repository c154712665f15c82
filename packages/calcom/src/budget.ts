/** Who goes first when the budget is short; interactive has a reserve besides. */
export const PRIORITIES = ['interactive', 'booking', 'sync', 'reconcile', 'warm_up'] as const
export type Priority = (typeof PRIORITIES)[number]

export interface PermitRequest {
  readonly priority: Priority
  /** Tenants that share the key get fair shares; those that name none count as one. */
  readonly tenant?: string | undefined
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined
  /** How long a permit may be waited for; 0 asks once. */
  readonly maxWaitMs: number
}

export type RefusalReason =
  | 'window' // the minute or the burst is used up
  | 'blocked' // Cal.com said 429: silence until the told time is over
  | 'silence' // the permits' memory (Redis) was lost: nothing is sent until a window has passed
  | 'queue' // as many wait already as may
  | 'cancelled' // the caller's signal

export type Permit =
  | {
      readonly granted: true /** On the clock's monotonic scale: a request not on the wire by then is void, and its permit is spent. */
      readonly validUntilMs: number
    }
  | { readonly granted: false; readonly retryAfterMs: number; readonly reason: RefusalReason }

/** What an answer of Cal.com told about the limit, read from its X-RateLimit-* headers. */
export interface LimitReport {
  readonly limited: boolean
  readonly limit: number | undefined
  readonly remaining: number | undefined
  readonly resetMs: number | undefined
}

export interface BudgetUsage {
  /** Permits in the last window. */
  readonly used: number
  readonly cap: number
  /** Until the oldest permit leaves the window. */
  readonly resetMs: number
  /** Until Cal.com's block, or the silence after a loss of memory, is over; 0 = neither. */
  readonly blockedMs: number
  /** Kept for interactive calls, and not used yet. */
  readonly reserved: number
  /** Why nothing may be sent now, should that be so. */
  readonly stoppedBy: Extract<RefusalReason, 'window' | 'blocked' | 'silence'> | undefined
}

/** The calls that one credential may make, shared by every process that holds it. */
export interface Budget {
  acquire(request: PermitRequest): Promise<Permit>
  /** Learns from an answer; never throws. */
  report(report: LimitReport): Promise<void>
  usage(): Promise<BudgetUsage>
}

export interface BudgetLimits {
  readonly windowCap: number
  readonly windowMs: number
  readonly burstCap: number
  readonly burstMs: number
  /** Interactive calls expected in a window until their own rate is learned; 0 = nothing is kept for them. */
  readonly interactiveReserve: number
  /** A request must be on the wire this long after its permit was asked for. */
  readonly permitMs: number
  /** A process that was not heard of for this long has missed its heartbeat. */
  readonly leaseMs: number
  /** The most processes that can use the credential at once: each one's share while Redis is lost is cap ÷ this. */
  readonly processes: number
  /** How long a process goes on with its share alone; Redis keeps the share for it as long. */
  readonly aloneMs: number
  /** A block that Cal.com did not date. */
  readonly blockMs: number
  /** The most calls that wait for a permit at once; whoever would be behind them is refused. */
  readonly waitersMax: number
}

/**
 * 120 a minute and 8 a second, as sent and as they arrive. The windows are longer by what may lie between a permit and its
 * arrival: 100 ms until it is sent (`permitMs`), 500 ms on the way; and the minute by 100 ms for clocks. See docs/adr/0012.
 */
export const CALCOM_LIMITS: BudgetLimits = {
  windowCap: 120,
  windowMs: 60_700,
  burstCap: 8,
  burstMs: 1_600,
  interactiveReserve: 20,
  permitMs: 100,
  leaseMs: 2_000,
  processes: 8,
  aloneMs: 600_000,
  blockMs: 60_000,
  waitersMax: 200,
}
