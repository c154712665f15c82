/** What is asked about: a service (each is one event type) on a UTC day. */
export interface Key {
  readonly service: number
  /** From today; 1 is tomorrow. */
  readonly daysAhead: number
}

export const SERVICES = 8
export const DAYS = 14

/** Draws keys by Zipf's law: the n-th most wanted is asked for 1/n as often as the first. Near days and first services are wanted most. */
export function zipfKeys(random: () => number): () => Key {
  const sums: number[] = []
  for (let rank = 1; rank <= SERVICES * DAYS; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank)
  const total = sums.at(-1) ?? 0
  return () => {
    const drawn = random() * total
    const rank = sums.findIndex((sum) => sum > drawn)
    return { service: rank % SERVICES, daysAhead: 1 + Math.floor(rank / SERVICES) }
  }
}
