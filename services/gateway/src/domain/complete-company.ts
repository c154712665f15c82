import type { Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { overlay } from './overlay.ts'
import { slugOf } from './slug.ts'

const NO_LIMITS = { availabilityPerMinute: 0, bookingsPerMinute: 0, changesPerMinute: 0, webhooksPerSecond: 0 }

/** The tenant itself, without its parts, that shall stand. Features and limits not mentioned are left alone. */
export function completeCompany(wanted: Tenant, before: Tenant | undefined): Tenant {
  if (!before && wanted.name === '') throw new AppError('invalid_argument', 'tenant.name is required', { field: 'tenant.name' })
  const slug = wanted.slug || slugOf(wanted.name)
  const blank: Tenant = {
    id: '',
    version: 0,
    slug,
    name: wanted.name,
    active: wanted.active,
    timeZone: 'Europe/Berlin',
    placeholderDomain: `${slug}.calbridge.invalid`,
    limits: NO_LIMITS,
    features: {},
    branches: [],
    services: [],
    staff: [],
    eventMap: [],
    credentials: [],
    apiKeys: [],
    webhooks: [],
  }
  const standing = before ?? blank
  const { slug: wantedSlug, name, active, timeZone, placeholderDomain } = wanted
  return {
    ...overlay(standing, { slug: wantedSlug, name, active, timeZone, placeholderDomain }, name !== ''),
    limits: wanted.limits ?? standing.limits,
    features: { ...standing.features, ...wanted.features },
  }
}
