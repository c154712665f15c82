import { after, as, base, type Given } from '../given.ts'
import { KEYS } from '../world.ts'

const authorization = (value: string): Given => after(async () => ({ authorization: value }))
const bad = authorization('Bearer cal_nobodyhasthiskey')
/** So many requests by carol, whose limit is 120 a minute. */
const hits = (count: number, skipMs = 0): Given =>
  as(
    'carol',
    after(async (scene) => {
      for (let i = 0; i < count; i++) await scene.send('GET', '/v2/me', undefined, { Authorization: `Bearer ${KEYS.carol}` })
      scene.sim.control.clock({ advanceMs: skipMs })
    }),
  )

export const errors: Record<string, Given> = {
  api_prefix_rewrite: base,
  auth_bad_jwt_me: authorization('Bearer eyJhbGciOiJIUzI1NiJ9.e30.x'),
  auth_bad_key_bookings_get: bad,
  auth_bad_key_me: bad,
  auth_bad_key_slots: bad,
  auth_empty_bearer: authorization('Bearer '),
  auth_expired_key_me: as('expired'),
  auth_no_bearer_prefix: authorization(KEYS.alice),
  auth_none_confirm: base,
  auth_none_me: base,
  auth_none_schedules: base,
  auth_none_webhooks: base,
  authrequired_bob: as('bob'),
  authrequired_noauth: base,
  authrequired_owner: base,
  body_99k_unknown: after(async () => ({
    body: {
      start: '2026-12-01T10:00:00Z',
      eventTypeId: 1,
      attendee: { name: 'Big', email: 'big@example.com', timeZone: 'Europe/Berlin' },
      foo: 'x'.repeat(99_000),
    },
  })),
  content_type_text: after(async () => ({ body: '{"start":"2026-12-01T10:00:00Z"}' })),
  me: base,
  method_not_allowed: base,
  notfound_route: base,
}

export const other: Record<string, Given> = { eventtype_get_by_foreign_key: as('bob') }

export const rateLimit: Record<string, Given> = {
  location_throttled: after(async (scene) => {
    const id = await scene.book({ start: '2026-12-02T08:00:00Z' })
    const location = { type: 'attendeePhone', phone: '+4915112345678' }
    for (let i = 0; i < 5; i++) await scene.call('PATCH', `/v2/bookings/${id}/location`, { location })
    return { id }
  }),
  rate_120th: hits(119),
  rate_429_first: hits(120),
  rate_429_on_slots: hits(121),
  rate_429_on_unknown_route: hits(121),
  rate_after_block: hits(121, 60_100),
}
