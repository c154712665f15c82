export interface Entry {
  readonly at: string
  readonly atMs: number
  /** The key's owner, `ip` without one, or the key's last characters when nobody owns it. */
  readonly user: string
  readonly method: string
  readonly path: string
  /** 0 when the connection was cut before an answer. */
  status: number
  durationMs: number
  /** The fault that hit it, if any. */
  fault: string | null
}

const KEPT = 100_000

/** Every request to the API, oldest first; the control API is not in it. */
export class Journal {
  #entries: Entry[] = []

  add(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.splice(0, KEPT / 10)
  }

  /** Entries since a time (epoch ms), of a path that contains `path`, of a user. */
  find(filter: { sinceMs?: number; path?: string; user?: string; method?: string } = {}): Entry[] {
    const { sinceMs = 0, path = '', user, method } = filter
    return this.#entries.filter(
      (entry) =>
        entry.atMs >= sinceMs &&
        entry.path.includes(path) &&
        (user === undefined || entry.user === user) &&
        (!method || entry.method === method),
    )
  }

  counts(entries: readonly Entry[] = this.#entries): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { user } of entries) counts[user] = (counts[user] ?? 0) + 1
    return counts
  }

  clear(): void {
    this.#entries = []
  }
}
