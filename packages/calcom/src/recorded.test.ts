import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@calbridge/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryBreaker } from './breaker/memory-breaker.ts'
import type { Budget } from './budget.ts'
import { type CalcomClient, calcomClient } from './client.ts'
import type { CalcomErrorKind } from './errors.ts'
import type { CallOptions } from './requests.ts'

interface Exchange {
  readonly name: string
  readonly request: { readonly method: string; readonly path: string; readonly body: { readonly metadata?: Record<string, string> } | null }
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

// What each refusal means, by the names that the recorder gave them; the first that fits counts.
const KINDS: readonly (readonly [RegExp, CalcomErrorKind])[] = [
  [/^(rate_429_on_unknown_route|notfound_route|method_not_allowed|slots_(no|unknown)_version_header)/, 'invalid'],
  [/^(rate_429|location_throttled)/, 'rate_limited'],
  [/^slots_if_none_match/, 'unavailable'],
  [/_loser\d*$/, 'lost_race'],
  [/^team_rrfixed_fixed_host_busy/, 'unknown_outcome'],
  [/^(auth_|authrequired_|list_noauth|reserve_noauth_duration)/, 'unauthorised'],
  [/^(book_past|reschedule_to_past)$/, 'past'],
  [/^book_below_notice|^book_beyond/, 'out_of_window'],
  [/booker_?limit/, 'booker_limit'],
  [/^cancel_(twice|past_booking|old_rescheduled_uid)|^reschedule_cancelled/, 'already_cancelled'],
  [/^reschedule_again|^reschedule_disabled_rescheduledBy_attendee/, 'already_rescheduled'],
  [/^(confirm_twice|confirm_accepted_booking|decline_accepted_booking)$/, 'already_confirmed'],
  [/^cancel_no_body/, 'needs_reason'],
  [/^cancel_ended/, 'ended'],
  [/^cancel_disabled|^reschedule_min_notice/, 'not_allowed'],
  [/^webhook_create_duplicate_url|^seats_same_email/, 'already_exists'],
  [/^body_99k_unknown/, 'invalid'],
  [/^reschedule_rejected_or_declined|unknown_?(et|eventtype|slug|uid|username)|_unknown$|^eventtype_get_by_foreign_key/, 'not_found'],
  [/^(reserve_same_slot|reserve_booked_slot|reservation_patch_same|seats_book3_full)/, 'slot_taken'],
  [/same_slot|taken|outside_hours|weekend|saturday|alice_busy|overlap|dst_autumn_missing|buffer|to_busy/, 'slot_taken'],
  [/^(book_|body_|content_type|list_|slots_|webhook_|cancel_extra|reschedule_(missing|extra)|seed_eventtype_phone)/, 'invalid'],
]

// Not the client's: it always says which version it wants, never asks for a head, and keeps no track of reservations.
const ASIDE = /^(slots_old_available|list_noversion|get_by_uid_oldversion|slots_head|reservation_get.*)$/

const folder = new URL('../../calcom-sim/test/recorded/', import.meta.url)
const groups = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'webhooks-delivered.json')
  .map((file) => ({ group: file.replace('.json', ''), exchanges: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Exchange[] }))

const unlimited: Budget = {
  acquire: async () => ({ granted: true, validUntilMs: Number.POSITIVE_INFINITY }),
  report: async () => {},
  usage: async () => ({ used: 0, cap: 1, resetMs: 0, blockedMs: 0, reserved: 0, stoppedBy: undefined }),
}
const options: CallOptions = { priority: 'sync', timeoutMs: 5_000 }
const attendee = { name: 'Jane Doe', email: 'jane@example.com', timeZone: 'Europe/Berlin' }

/** The client's call whose answer has this exchange's shape. */
function callFor({ request: { method, path, body } }: Exchange): (client: CalcomClient) => Promise<unknown> {
  const route = path.split('?')[0] ?? ''
  if (method !== 'GET') {
    if (route === '/v2/bookings') {
      return (client) => client.createBooking({ eventTypeId: 1, startMs: 0, attendee, metadata: {} }, options)
    }
    if (route.startsWith('/v2/bookings')) return (client) => client.confirmBooking('x', options)
    if (route === '/v2/event-types') return (client) => client.eventType(1, options)
    if (route === '/v2/schedules') return async (client) => void (await client.me(options))
    if (route === '/v2/webhooks') {
      return (client) => client.createWebhook({ subscriberUrl: 'https://x.example', triggers: [], secret: 's' }, options)
    }
    return (client) => client.deleteWebhook(String(body), options)
  }
  if (route === '/v2/slots') return (client) => client.slots({ eventTypeId: 1, fromMs: 0, toMs: 4e12 }, options)
  if (route === '/v2/bookings') return (client) => client.listBookings({}, options)
  if (route.startsWith('/v2/bookings/')) return (client) => client.getBooking('x', options)
  if (route === '/v2/event-types') return (client) => client.eventTypes(options)
  if (route === '/v2/schedules') return (client) => client.schedules(options)
  if (route === '/v2/webhooks') return (client) => client.listWebhooks(options)
  if (route.endsWith('/v2/me') || route === '/v2/nope') return (client) => client.me(options)
  return (client) => client.eventType(1, options)
}

describe('understands every recorded exchange', () => {
  let replayed: Exchange
  let client: CalcomClient
  const server = createServer((request, response) => {
    request.resume()
    const { status, headers, body } = replayed
    response.writeHead(status, { ...headers, connection: 'keep-alive' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void server.close())

  for (const { group, exchanges } of groups) {
    describe(group, () => {
      it.each(exchanges.filter(({ name }) => !ASIDE.test(name)))('$name', async (exchange) => {
        replayed = exchange
        const { port } = server.address() as AddressInfo
        client = calcomClient({
          baseUrl: `http://127.0.0.1:${port}/v2`,
          apiKey: 'cal_test',
          budget: unlimited,
          breaker: memoryBreaker({ clock: systemClock }),
          clock: systemClock,
        })
        const kind = await callFor(exchange)(client).then(
          () => 'understood',
          (error) => error.kind ?? 'internal',
        )
        await client.close()
        const expected = exchange.status < 300 ? 'understood' : KINDS.find(([name]) => name.test(exchange.name))?.[1]
        expect(kind).toBe(expected)
      })
    })
  }

  it('sets aside only what the client never asks for', () => {
    const aside = groups.flatMap(({ exchanges }) => exchanges).filter(({ name }) => ASIDE.test(name))
    console.log(`recorded exchanges that the client does not ask for: ${aside.map(({ name }) => name).join(', ')}`)
    expect(aside.length).toBeLessThanOrEqual(7)
  })
})
