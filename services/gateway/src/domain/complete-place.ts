import type { Branch, Staff, Tenant } from '@calbridge/contracts'
import type { Ids } from '@calbridge/core'
import { overlay } from './overlay.ts'
import { nextLegacyId, requireName, resolveReference } from './reference.ts'
import { slugOf } from './slug.ts'

/** The branch that shall stand: blanks filled from what stands, else from the name and the tenant. */
export function completeBranch(
  wanted: Branch,
  before: Branch | undefined,
  all: readonly Branch[],
  tenant: Tenant,
  ids: Ids,
  at: string,
): Branch {
  requireName(wanted, before, at)
  const blank: Branch = {
    id: '',
    legacyId: '',
    slug: slugOf(wanted.name),
    name: '',
    timeZone: tenant.timeZone,
    active: wanted.active,
  }
  const next = overlay(before ?? blank, wanted, wanted.name !== '')
  return { ...next, id: next.id || ids.next(), legacyId: next.legacyId || nextLegacyId(all) }
}

/** The staff member that shall stand; `branch_id` may be any reference to a branch. */
export function completeStaff(
  wanted: Staff,
  before: Staff | undefined,
  all: readonly Staff[],
  tenant: Tenant,
  ids: Ids,
  at: string,
): Staff {
  requireName(wanted, before, at)
  const blank: Staff = {
    id: '',
    legacyId: '',
    slug: slugOf(wanted.name),
    name: '',
    email: '',
    branchId: '',
    calcomUserId: 0,
    active: wanted.active,
    timeZone: '',
  }
  const branchId = resolveReference(tenant.branches, wanted.branchId, `${at}.branch_id`)
  const next = overlay(before ?? blank, { ...wanted, branchId }, wanted.name !== '')
  return {
    ...next,
    id: next.id || ids.next(),
    legacyId: next.legacyId || nextLegacyId(all),
    email: next.email.toLowerCase(),
    // 0 says unknown, and a host once found stays found.
    calcomUserId: wanted.calcomUserId || (before?.calcomUserId ?? 0),
  }
}
