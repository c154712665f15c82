import type { Clock } from '@calbridge/core'
import { type IdempotencyClaim, type IdempotencyStore, KeyTaken, type StoredAnswer } from './ports.ts'

export interface MemoryKeys extends IdempotencyStore {
  /** Throws KeyTaken. */
  check(tenant: string, claim: IdempotencyClaim | undefined): void
  insert(tenant: string, claim: IdempotencyClaim | undefined, appointmentUid: string): void
}

type Row = { -readonly [Field in keyof StoredAnswer]: StoredAnswer[Field] } & { readonly owner: string }

/** Idempotency keys in this process, for tests. */
export function memoryKeys(clock: Pick<Clock, 'now'>): MemoryKeys {
  const rows = new Map<string, Row>()
  const name = (tenant: string, { operation, key }: IdempotencyClaim): string => JSON.stringify([tenant, operation, key])
  return {
    check(tenant, claim) {
      if (claim && rows.has(name(tenant, claim))) throw new KeyTaken()
    },
    insert(tenant, claim, appointmentUid) {
      if (!claim) return
      const { fingerprint, lockedUntilMs, owner } = claim
      rows.set(name(tenant, claim), { fingerprint, lockedUntilMs, owner, appointmentUid, answer: undefined })
    },
    find: async (tenant, claim) => rows.get(name(tenant, claim)),
    async finish(tenant, claim, answer) {
      const { fingerprint, lockedUntilMs, owner } = claim
      const row = rows.get(name(tenant, claim))
      if (!row) rows.set(name(tenant, claim), { fingerprint, lockedUntilMs, owner, appointmentUid: undefined, answer })
      else if (!row.answer && (row.owner === owner || row.lockedUntilMs <= clock.now())) row.answer = answer
      return row ? row.answer : answer
    },
  }
}
