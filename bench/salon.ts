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
  readonly serviceId: string
  readonly branchId: string
  readonly staff: readonly { readonly id: string; readonly username: string; readonly eventTypeId: string; readonly calcomUserId: number }[]
  readonly webhook: { readonly path: string; readonly secret: string }
}

export const SLOT_MIN = 30
const HOOK_ID = 'bench-salon'
// High enough that no limit of calbridge's own is what is measured.
const LIMITS = { availabilityPerMinute: 6_000_000, bookingsPerMinute: 6_000_000, changesPerMinute: 6_000_000, webhooksPerSecond: 100_000 }

export async function openSalon(stack: StackFile, staffCount: number, dir: string, scope: Scope): Promise<Salon> {
  const secret = randomBytes(24).toString('hex')
  const path = `/api/calcom/webhook/${HOOK_ID}`
  const subscriberUrl = stack.gateway + path
  const usernames = Array.from({ length: staffCount }, (_, n) => `bench-${n}`)
  const world = await postJson<BuiltWorld>(`${stack.simulator}/_sim/world`, {
    users: usernames.map((username) => userOf(username, subscriberUrl, secret)),
  })
  await declareKeysUnused(stack.redisUrl, world)
  const state = stateFolder(dir)
  const addresses = stack.grpc.gateway ?? []
  const { tenant, apiKey } = await applyTenant(
    { state, addresses, serviceToken: stack.serviceToken, request: tenantOf(world, usernames, stack.simulator, secret) },
    scope,
  )
  await knownEverywhere(stack.gateway, tenant, apiKey)
  return {
    tenant,
    serviceId: tenant.services[0]?.id ?? '',
    branchId: tenant.branches[0]?.id ?? '',
    staff: tenant.staff.map(({ id, slug, calcomUserId }) => ({
      id,
      username: slug,
      calcomUserId,
      eventTypeId: tenant.eventMap.find(({ staffId }) => staffId === id)?.eventTypeId ?? '',
    })),
    webhook: { path, secret },
  }
}

const userOf = (username: string, subscriberUrl: string, secret: string): UserSpec => ({
  username,
  timeZone: 'UTC',
  schedules: [{ timeZone: 'UTC', isDefault: true, availability: [{ days: [...DAYS], startTime: '00:00', endTime: '23:59' }] }],
  eventTypes: [
    { title: 'Bench', slug: 'bench', lengthInMinutes: SLOT_MIN, minimumBookingNotice: 0, locations: [{ type: 'attendeePhone' }] },
  ],
  webhooks: [{ subscriberUrl, secret, triggers: ['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED'] }],
})

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

function tenantOf(world: BuiltWorld, usernames: readonly string[], calcomUrl: string, secret: string): ApplyTenantRequest {
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
      services: [
        {
          slug: 'bench',
          name: 'Bench',
          durationMin: SLOT_MIN,
          active: true,
          staff: users.map(({ username }) => ({ staffId: username, canBook: true, weight: 1, allowedSegments: [] })),
        },
      ],
      credentials: users.map(({ username }) => ({ name: username, baseUrl: calcomUrl })),
      eventMap: world.eventTypes.flatMap(({ id, slug, owner }) =>
        slug === 'bench' && owner
          ? [{ serviceId: 'bench', branchId: 'main', staffId: owner, eventTypeId: String(id), credentialId: owner, slug }]
          : [],
      ),
      webhooks: [{ hookId: HOOK_ID, credentialId: usernames[0] ?? '' }],
      limits: LIMITS,
      features: { v2_enabled: true },
    },
  })
}
