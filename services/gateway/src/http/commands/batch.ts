import type { Tenant } from '@calbridge/contracts'
import { parseWith } from '../parse.ts'
import { batchLookUp } from '../schemas/batch.ts'
import type { LookUp } from './look-up.ts'
import { simpleOf } from './simple.ts'

/** A look-up of a batch, or what is wrong with it. */
export type NamedLookUp =
  | { readonly id: string; readonly lookUp: LookUp; readonly problem?: never }
  | { readonly id: string; readonly lookUp?: never; readonly problem: unknown }

export function batchOf(items: readonly unknown[], tenant: Tenant, nowMs: number): NamedLookUp[] {
  return items.map((item, index) => {
    const id = givenId(item) ?? String(index)
    try {
      return { id, lookUp: simpleOf(parseWith(batchLookUp, item, 'look_up'), tenant, nowMs) }
    } catch (problem) {
      return { id, problem }
    }
  })
}

/** Under which name it is refused, whatever else is wrong with it. */
function givenId(item: unknown): string | undefined {
  const { data } = batchLookUp.pick({ id: true }).safeParse(item)
  return data?.id || undefined
}
