import type { WarmUp } from '../domain/warm-up.ts'

/** A run, and how many look-ups were answered from what it loaded. */
export interface WarmUpReport extends WarmUp {
  readonly lookUpsServed: number
}

/**
 * A tenant's warm-ups, for all processes: one under way at a time, led by one process, gone on with by another when that one is
 * silent for the time of its lease. Every method throws `unavailable` with reason `redis` when it is out of reach.
 */
export interface WarmUpStore {
  /** Gives the run that is under way already, where there is one. */
  begin(tenant: string, run: WarmUp): Promise<WarmUp>
  /** Takes the lead of the tenant's warm-ups; undefined while another process has it. */
  lead(tenant: string): Promise<string | undefined>
  /** Keeps where the run stands, and the lead with it. False, and nothing is kept, when another process has taken the lead over. */
  save(tenant: string, token: string, run: WarmUp): Promise<boolean>
  release(tenant: string, token: string): Promise<void>
  /** By its id; the last one without. */
  find(tenant: string, runId: string): Promise<WarmUpReport | undefined>
  /** Look-ups answered from what the last run loaded. */
  addServed(tenant: string, lookUps: number): Promise<void>
}
