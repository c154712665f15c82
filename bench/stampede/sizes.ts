export interface StampedeSizes {
  readonly callers: number
  readonly processes: number
  readonly rounds: number
  readonly upstreamMs: number
}

/** Rounds before those that count: connections are made, and the code is compiled. */
export const WARM_UP_ROUNDS = 2

/** On which the floor's callers wait. */
export const GO_CHANNEL = 'calbridge:bench:go'
