import { PausePolicy, type Tenant } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { PERMISSIONS } from './permissions.ts'
import { knownTimeZone } from './time-zone.ts'

const SLUG = /^[a-z0-9][a-z0-9-]{0,99}$/
const HOOK_ID = /^[\w-]{8,64}$/
const DOMAIN = /^[a-z0-9]([a-z0-9.-]{0,188}[a-z0-9])?$/
const HASH = /^[0-9a-f]{64}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DAY_MIN = 1_440
const MOST_OF_A_KIND = 5_000
const PAUSE_POLICIES: readonly PausePolicy[] = Object.values(PausePolicy).filter((policy) => policy >= 0)

/** Refuses what no tenant can be. Throws AppError invalid_argument that names the field, `tenant.services[2].duration_min`. */
export function checkTenant(tenant: Tenant): void {
  const { check, zone, text, each } = checks()
  check(tenant.slug === '' || SLUG.test(tenant.slug), 'slug', 'must be lower-case letters, digits and hyphens')
  check(tenant.slug !== '' || tenant.id !== '', 'slug', 'is required where there is no id')
  text(tenant.name, 'name')
  zone(tenant.timeZone, 'time_zone')
  check(tenant.placeholderDomain === '' || DOMAIN.test(tenant.placeholderDomain), 'placeholder_domain', 'must be a lower-case domain name')

  each(tenant.branches, 'branches', (branch, at) => {
    check(branch.id === '' || UUID.test(branch.id), `${at}.id`, 'must be a lower-case UUID')
    text(branch.name, `${at}.name`)
    zone(branch.timeZone, `${at}.time_zone`)
  })
  each(tenant.staff, 'staff', (one, at) => {
    check(one.id === '' || UUID.test(one.id), `${at}.id`, 'must be a lower-case UUID')
    text(one.name, `${at}.name`)
    zone(one.timeZone, `${at}.time_zone`)
  })
  each(tenant.services, 'services', (service, at) => {
    text(service.name, `${at}.name`)
    check(service.durationMin <= DAY_MIN, `${at}.duration_min`, `must be at most ${DAY_MIN}`)
    check(service.pausePolicy === undefined || PAUSE_POLICIES.includes(service.pausePolicy), `${at}.pause_policy`, 'is not known')
    each(service.staff, `${at}.staff`, ({ weight }, staffAt) =>
      check(weight >= 0 && weight < 10, `${staffAt}.weight`, 'must be from 0 to 9.99'),
    )
  })
  each(tenant.credentials, 'credentials', (credential, at) => {
    text(credential.name, `${at}.name`)
    check(credential.baseUrl === '' || isHttpUrl(credential.baseUrl), `${at}.base_url`, 'must be an http or https URL')
  })
  each(tenant.eventMap, 'event_map', ({ eventTypeId }, at) =>
    check(/^\d{1,18}$/.test(eventTypeId), `${at}.event_type_id`, 'must be a number of Cal.com'),
  )
  each(tenant.webhooks, 'webhooks', ({ hookId }, at) =>
    check(HOOK_ID.test(hookId), `${at}.hook_id`, 'must be 8 to 64 letters, digits, _ or -'),
  )
  each(tenant.apiKeys, 'api_keys', (key, at) => {
    check(key.hash === '' ? key.id !== '' : HASH.test(key.hash), `${at}.hash`, 'must be a SHA-256 in lower-case hex')
    checkPermissions(key.permissions, `tenant.${at}.permissions`)
  })
}

/** Throws AppError invalid_argument for a permission that does not exist. */
export function checkPermissions(permissions: readonly string[], field: string): void {
  const wrong = permissions.find((permission) => !PERMISSIONS.some((known) => known === permission))
  if (wrong !== undefined) throw new AppError('invalid_argument', `${field} must be of ${PERMISSIONS.join(', ')}`, { field })
}

function checks() {
  const check = (right: boolean, where: string, what: string): void => {
    if (!right) throw new AppError('invalid_argument', `tenant.${where} ${what}`, { field: `tenant.${where}` })
  }
  return {
    check,
    zone: (name: string, where: string) => check(name === '' || knownTimeZone(name) !== undefined, where, 'must be an IANA time zone'),
    text: (value: string, where: string) =>
      check(value.length <= 255 && (value === '' || value.trim() !== ''), where, 'must have 1 to 255 characters'),
    each: <T>(list: readonly T[], where: string, look: (one: T, at: string) => void) => {
      check(list.length <= MOST_OF_A_KIND, where, `must have at most ${MOST_OF_A_KIND} items`)
      for (const [index, one] of list.entries()) look(one, `${where}[${index}]`)
    },
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) && text.length <= 255
}
