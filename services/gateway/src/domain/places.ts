import type { Branch, Service, Staff, Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { findBranch, findService, findStaff } from '@calbridge/directory'

export interface Asked {
  readonly service: string
  readonly branch: string
  /** Undefined: anybody. */
  readonly staff?: string | undefined
}

export interface Places {
  readonly service: Service
  readonly branch: Branch
  readonly staff: Staff | undefined
}

/** Finds what a request names among the caller's own: another tenant's is as unknown as one that never was. */
export function findPlaces(tenant: Tenant, asked: Asked): Places {
  const service = findService(tenant, asked.service) ?? unknown('service_id', 'service')
  const branch = findBranch(tenant, asked.branch) ?? unknown('branch_id', 'branch')
  const staff = asked.staff === undefined ? undefined : (findStaff(tenant, asked.staff) ?? unknown('staff_id', 'staff'))
  return { service, branch, staff }
}

function unknown(field: string, what: string): never {
  throw new AppError('not_found', `No such ${what}`, { field, reason: `${what}_not_found` })
}
