/** Windows and pauses of the outcome machine, milliseconds. */
export interface Settings {
  /** After an answer that wrote nothing: one pause per retry; when they are used up a human decides. */
  readonly retryDelaysMs: readonly number[]
  /** Pause after an outage that named no time: doubles from the first to the last. */
  readonly outageMinMs: number
  readonly outageMaxMs: number
  /** A key that Cal.com refuses is tried this rarely: only a human can mend it. */
  readonly unauthorisedMs: number
  /** A write's own time-out: another's `sending` is waited out for so long. */
  readonly writeTimeoutMs: number
  /** Most time that a write waits for budget before it is sent. */
  readonly budgetWaitMs: number
  /** From an unknown outcome to the first look-up. */
  readonly lookUpSoonMs: number
  /** An empty look-up counts only so long after sending: the request may still be at work there. */
  readonly absentAfterMs: number
  /** Between the two empty look-ups that prove an absence. */
  readonly absentAgainMs: number
  /** Attempts repeated after a proven absence. */
  readonly retriesAfterUnknown: number
}

export const SETTINGS: Settings = {
  retryDelaysMs: [1_000, 5_000, 30_000],
  outageMinMs: 1_000,
  outageMaxMs: 60_000,
  unauthorisedMs: 300_000,
  writeTimeoutMs: 30_000,
  budgetWaitMs: 5_000,
  lookUpSoonMs: 1_000,
  absentAfterMs: 60_000,
  absentAgainMs: 30_000,
  retriesAfterUnknown: 1,
}
