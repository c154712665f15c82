import { randomBytes } from 'node:crypto'
import type { BuiltWorld, UserSpec } from '@calbridge/calcom-sim'
import { ApplyTenantRequest, type Tenant } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { postJson } from '../scripts/stack/json.ts'
import { knownEverywhere } from '../scripts/stack/known-everywhere.ts'
import type { StackFile } from '../scripts/stack/stack-file.ts'
import { stateFolder } from '../scripts/stack/start-stack.ts'
import { applyTenant } from '../scripts/stack/tenant.ts'
import { declareKeysUnused } from '../scripts/stack/unused-keys.ts'

/** A tenant that bears load: each of its staff has a Cal.com account and a key of their own, and works at all hours. */
export interface Salon {
  readonly tenant: Tenant
  readonly branchId: string
  readonly staff: readonly Member[]
  readonly webhook: { readonly path: string; readonly secret: string }
}

/** One of the staff, the service that they do, and its event type. */
export interface Member {
  readonly id: string
  readonly username: string
  readonly serviceId: string
  readonly eventTypeId: string
  readonly calcomUserId: number
}

export interface SalonSize {
  readonly staff: number
  /** Everybody does one of them, in turn. */
  readonly services?: number
}

export const SLOT_MIN = 30
const HOOK_ID = 'bench-salon'
// High enough that no limit of calbridge's own is what is measured.
const LIMITS = { availabilityPerMinute: 6_000_000, bookingsPerMinute: 6_000_000, changesPerMinute: 6_000_000, webhooksPerSecond: 100_000 }

export async function openSalon(stack: StackFile, size: SalonSize, dir: string, scope: Scope): Promise<Salon> {
  const secret = randomBytes(24).toString('hex')
  const path = `/api/calcom/webhook/${HOOK_ID}`
  const subscriberUrl = stack.gateway + path
  const serviceCount = size.services ?? 1
  const hosts = Array.from({ length: size.staff }, (_, n) => ({ username: `bench-${n}`, slug: `bench-${n % serviceCount}` }))
  const world = await postJson<BuiltWorld>(`${stack.simulator}/_sim/world`, {
    users: hosts.map((host) => ({ ...hostInCalcom(host), webhooks: [{ subscriberUrl, secret, triggers: [...TRIGGERS] }] })),
  })
  await declareKeysUnused(stack.redisUrl, world)
  const state = stateFolder(dir)
  const addresses = stack.grpc.gateway ?? []
  const { tenant, apiKey } = await applyTenant(
    { state, addresses, serviceToken: stack.serviceToken, request: tenantOf(world, hosts, stack.simulator, secret) },
    scope,
  )
  await knownEverywhere(stack.gateway, tenant, apiKey)
  return {
    tenant,
    branchId: tenant.branches[0]?.id ?? '',
    staff: tenant.staff.map(({ id, slug, calcomUserId }) => {
      const { serviceId = '', eventTypeId = '' } = tenant.eventMap.find(({ staffId }) => staffId === id) ?? {}
      return { id, username: slug, calcomUserId, serviceId, eventTypeId }
    }),
    webhook: { path, secret },
  }
}

interface Host {
  readonly username: string
  /** Of the event type and the service. */
  readonly slug: string
}

/** An account with a key and one event type, at work at all hours. */
export const hostInCalcom = ({ username, slug }: Host): UserSpec => ({
  username,
  timeZone: 'UTC',
  schedules: [{ timeZone: 'UTC', isDefault: true, availability: [{ days: [...DAYS], startTime: '00:00', endTime: '23:59' }] }],
  eventTypes: [{ title: 'Bench', slug, lengthInMinutes: SLOT_MIN, minimumBookingNotice: 0, locations: [{ type: 'attendeePhone' }] }],
})

const TRIGGERS = ['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED'] as const
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

function tenantOf(world: BuiltWorld, hosts: readonly Host[], calcomUrl: string, secret: string): ApplyTenantRequest {
  const usernames = hosts.map(({ username }) => username)
  const slugs = [...new Set(hosts.map(({ slug }) => slug))]
  const users = world.users.filter(({ username }) => usernames.includes(username))
  return ApplyTenantRequest.fromPartial({
    calcomKeys: Object.fromEntries(users.map(({ username, key }) => [username, key ?? ''])),
    webhookSecrets: { [HOOK_ID]: secret },
    tenant: {
      slug: 'bench',
      name: 'Bench',
      active: true,
      timeZone: 'UTC',
      placeholderDomain: 'bench.example',
      branches: [{ slug: 'main', name: 'Main', timeZone: 'UTC', active: true }],
      staff: users.map(({ username, email, id }) => ({
        slug: username,
        name: username,
        email,
        branchId: 'main',
        calcomUserId: id,
        active: true,
        timeZone: 'UTC',
      })),
      services: slugs.map((slug) => ({
        slug,
        name: slug,
        durationMin: SLOT_MIN,
        active: true,
        staff: hosts
          .filter((host) => host.slug === slug)
          .map(({ username }) => ({ staffId: username, canBook: true, weight: 1, allowedSegments: [] })),
      })),
      credentials: users.map(({ username }) => ({ name: username, baseUrl: calcomUrl })),
      eventMap: world.eventTypes.flatMap(({ id, slug, owner }) =>
        owner && usernames.includes(owner)
          ? [{ serviceId: slug, branchId: 'main', staffId: owner, eventTypeId: String(id), credentialId: owner, slug }]
          : [],
      ),
      webhooks: [{ hookId: HOOK_ID, credentialId: usernames[0] ?? '' }],
      limits: LIMITS,
      features: { v2_enabled: true },
    },
  })
}
