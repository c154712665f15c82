import type { Staff, Tenant } from '@calbridge/contracts'
import { type Account, slugOf } from './event-type.ts'

export interface StaffPlan {
  /** What other rows name the person by: the id of one that stands, the slug of a new one. */
  readonly ref: string
  readonly branchId: string
  /** Nobody, where the person stands as wanted. */
  readonly wanted: readonly Staff[]
  /** The person stands, and is now known to be that user. */
  readonly linked: boolean
  readonly idOfHost: (calcomUserId: number) => string | undefined
  readonly warnings: readonly string[]
}

/** Who the key's user is here: by the user's number, else by the address where no number is known, else a new person. */
export function planStaff(tenant: Tenant, account: Account): StaffPlan {
  const email = account.email.toLowerCase()
  const standing =
    tenant.staff.find(({ calcomUserId }) => calcomUserId === account.userId) ??
    tenant.staff.find((one) => one.calcomUserId === 0 && email !== '' && one.email.toLowerCase() === email)
  const person = standing ?? newcomer(tenant, account)
  const linked = standing !== undefined && standing.calcomUserId !== account.userId
  return {
    ref: standing?.id ?? person.slug,
    branchId: person.branchId,
    wanted: standing && !linked ? [] : [{ ...person, calcomUserId: account.userId }],
    linked,
    idOfHost: (userId) =>
      userId === account.userId ? (standing?.id ?? person.slug) : tenant.staff.find(({ calcomUserId }) => calcomUserId === userId)?.id,
    warnings:
      person.branchId === '' && tenant.branches.length > 1 ? [`${person.slug} has no branch: services are offered at every branch`] : [],
  }
}

function newcomer({ staff, branches }: Tenant, { userId, name, email, timeZone }: Account): Staff {
  const slug = slugOf(name) || `user-${userId}`
  const [only] = branches
  return {
    id: '',
    legacyId: '',
    slug: staff.some((one) => one.slug === slug) ? `${slug}-${userId}` : slug,
    name: name.slice(0, 255) || slug,
    email: email.toLowerCase(),
    branchId: branches.length === 1 ? (only?.id ?? '') : '',
    calcomUserId: userId,
    active: true,
    timeZone,
  }
}
