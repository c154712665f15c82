export interface Loaded {
  /** Answers within the time. */
  readonly perSecond: number
  /** From sending to answer, of each. */
  readonly latenciesMs: number[]
  readonly errors: number
}

export interface ClosedLoop {
  /** So many callers, each of whom sends again when answered. */
  readonly inFlight: number
  readonly forMs: number
  /** Fails the bench when more than this share of the calls fails. */
  readonly mostErrors?: number
}

/** As fast as it goes. `call` gets the number of the call. */
export async function closedLoop({ inFlight, forMs, mostErrors = 0 }: ClosedLoop, call: (n: number) => Promise<unknown>): Promise<Loaded> {
  const latenciesMs: number[] = []
  let errors = 0
  let first: unknown
  let next = 0
  const begun = performance.now()
  const caller = async (): Promise<void> => {
    for (;;) {
      const sentAt = performance.now()
      if (sentAt - begun >= forMs) return
      try {
        await call(next++)
        latenciesMs.push(performance.now() - sentAt)
      } catch (error) {
        errors++
        first ??= error
      }
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller))
  if (errors > mostErrors * (errors + latenciesMs.length)) throw new Error(`${errors} of ${next} calls failed`, { cause: first })
  return { perSecond: (latenciesMs.length * 1_000) / (performance.now() - begun), latenciesMs, errors }
}
