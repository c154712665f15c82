import { type BuiltWorld, salonWorld, type WorldSpec } from '@calbridge/calcom-sim'
import { ApplyTenantRequest } from '@calbridge/contracts'

/** Part of the webhook's URL: tells whose it is before anything in it is believed. */
export const HOOK_ID = 'salon-sonne'

const SERVICES = [
  { slug: 'haircut', name: 'Haarschnitt', durationMin: 30 },
  { slug: 'haircut-long', name: 'Haarschnitt lang', durationMin: 60 },
  { slug: 'beard-trim', name: 'Bart schneiden', durationMin: 20 },
  { slug: 'colouring', name: 'Färben', durationMin: 90, bufferAfterMin: 15 },
  { slug: 'highlights', name: 'Strähnen', durationMin: 120, bufferAfterMin: 15 },
  { slug: 'blow-dry', name: 'Föhnen', durationMin: 30 },
  { slug: 'kids-cut', name: 'Kinderhaarschnitt', durationMin: 20 },
  { slug: 'consultation', name: 'Beratung', durationMin: 15 },
]

const COMPOSITE = {
  slug: 'colour-and-cut',
  name: 'Farbe und Schnitt',
  durationMin: 120,
  composite: true,
  segments: [
    { key: 'A', name: 'Farbe auftragen', durationMin: 45, gapAfterMin: 30, gapAfterMax: 60, preferSameStaff: true },
    { key: 'B', name: 'Schneiden', durationMin: 45 },
  ],
}
const SEGMENT_SLUGS: Readonly<Record<string, string>> = { 'colour-apply': 'A', 'colour-finish': 'B' }

const BRANCH_OF: Readonly<Record<string, string>> = { anna: 'mitte', ben: 'mitte', clara: 'mitte', deniz: 'kreuzberg', elif: 'kreuzberg' }

// Races, stampedes and benches are one tenant's load; the limits of a real one would be lower.
const LIMITS = { availabilityPerMinute: 600_000, bookingsPerMinute: 60_000, changesPerMinute: 60_000, webhooksPerSecond: 10_000 }

/** The simulator's side: five staff with an account and a key each, and one webhook of each account. */
export function salonInCalcom(webhookUrl: string, secret: string): WorldSpec {
  const { users = [], ...rest } = salonWorld()
  return { ...rest, users: users.map((user) => ({ ...user, webhooks: [{ subscriberUrl: webhookUrl, secret, triggers: TRIGGERS }] })) }
}

const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_REQUESTED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_NO_SHOW_UPDATED',
]

/** Our side of the same salon: two branches, five staff, eight services and one in two segments. */
export function salonHere(world: BuiltWorld, calcomUrl: string, webhookSecret: string): ApplyTenantRequest {
  const staffSlugs = world.users.map(({ username }) => username)
  const everyone = staffSlugs.map((staffId) => ({ staffId, canBook: true, weight: 1, allowedSegments: [] }))
  return ApplyTenantRequest.fromPartial({
    calcomKeys: Object.fromEntries(world.users.map(({ username, key }) => [username, key ?? ''])),
    webhookSecrets: { [HOOK_ID]: webhookSecret },
    tenant: {
      slug: 'salon-sonne',
      name: 'Salon Sonne',
      active: true,
      timeZone: 'Europe/Berlin',
      placeholderDomain: 'salon-sonne.example',
      branches: [
        { slug: 'mitte', name: 'Mitte', timeZone: 'Europe/Berlin', active: true },
        { slug: 'kreuzberg', name: 'Kreuzberg', timeZone: 'Europe/Berlin', active: true },
      ],
      staff: world.users.map(({ username, name, email, id }) => ({
        slug: username,
        name,
        email,
        branchId: BRANCH_OF[username] ?? 'mitte',
        calcomUserId: id,
        active: true,
        timeZone: 'Europe/Berlin',
      })),
      services: [...SERVICES, COMPOSITE].map((service) => ({ ...service, active: true, minimumNoticeMin: 60, staff: everyone })),
      credentials: world.users.map(({ username }) => ({ name: username, baseUrl: calcomUrl })),
      eventMap: world.eventTypes.flatMap(({ id, slug, owner }) => (owner ? [mapping(id, slug, owner)] : [])),
      webhooks: [{ hookId: HOOK_ID, credentialId: staffSlugs[0] ?? '' }],
      limits: LIMITS,
      features: { v2_enabled: true },
    },
  })
}

function mapping(id: number, slug: string, owner: string) {
  const segmentKey = SEGMENT_SLUGS[slug]
  return {
    serviceId: segmentKey ? COMPOSITE.slug : slug,
    ...(segmentKey && { segmentKey }),
    branchId: BRANCH_OF[owner] ?? 'mitte',
    staffId: owner,
    eventTypeId: String(id),
    credentialId: owner,
    slug,
  }
}
