export interface Grant {
  readonly atMs: number
  /** Its priority's place in PRIORITIES. */
  readonly rank: number
  readonly tenant: string
}

/** The permits of the last window, oldest first. */
export class GrantLog {
  #grants: Grant[] = []

  add(grant: Grant): void {
    this.#grants.push(grant)
  }

  forgetUntil(ms: number): void {
    this.#grants = this.#grants.filter(({ atMs }) => atMs > ms)
  }

  get size(): number {
    return this.#grants.length
  }

  get oldestMs(): number | undefined {
    return this.#grants[0]?.atMs
  }

  /** When those after `ms` were granted. */
  since(ms: number): readonly number[] {
    return this.#grants.filter(({ atMs }) => atMs > ms).map(({ atMs }) => atMs)
  }

  ofClass(rank: number): number {
    return this.#grants.filter((grant) => grant.rank === rank).length
  }

  ofTenant(tenant: string): number {
    return this.#grants.filter((grant) => grant.tenant === tenant).length
  }
}
