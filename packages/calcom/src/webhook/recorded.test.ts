import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseWebhook } from './payload.ts'
import { verifySignature } from './signature.ts'

interface Recorded {
  readonly name: string
  readonly headers?: readonly [string, string][]
  readonly raw?: string
  /** A body that the server kept to send later. */
  readonly stored_payload?: unknown
  /** Several that one request set off. */
  readonly deliveries?: readonly Omit<Recorded, 'name'>[]
}

const url = new URL('../../../calcom-sim/test/recorded/webhooks-delivered.json', import.meta.url)
const recorded = JSON.parse(readFileSync(url, 'utf8')) as Recorded[]
const deliveries = recorded.flatMap(({ deliveries: several, ...one }) =>
  several ? several.map((each, index) => ({ ...each, name: `${one.name} ${index}` })) : [one],
)
const UNSIGNED = 'no-secret-provided'
const signed = deliveries.filter(({ headers }) => headers?.every(([, value]) => value !== UNSIGNED))

const bodyOf = ({ raw, stored_payload: stored }: Recorded): string => raw ?? JSON.stringify(stored)

it('knows all deliveries that were recorded', () => {
  expect(recorded).toHaveLength(15)
  expect(signed.length).toBeGreaterThanOrEqual(14)
})

it.each(signed)('verifies $name, and not with another secret or body', ({ headers = [], raw = '' }) => {
  const body = Buffer.from(raw)
  const given = Object.fromEntries(headers)
  expect(verifySignature(body, given, ['another', 'whsec_local_test'])).toBe(true)
  expect(verifySignature(body, given, ['another'])).toBe(false)
  expect(verifySignature(Buffer.concat([body, Buffer.from(' ')]), given, ['whsec_local_test'])).toBe(false)
})

it.each(deliveries)('reads $name', (delivery) => {
  const read = parseWebhook(bodyOf(delivery))
  expect(read.kind).not.toBe('unknown')
  expect(read.uid).toMatch(/^[1-9A-HJ-NP-Za-km-z]{20,24}$/)
  expect(read.bookingId).toBeGreaterThan(0)
  if (read.kind === 'booking_no_show_updated') return
  expect(read.startMs).toBeGreaterThan(Date.UTC(2026, 10, 1))
  expect(read.endMs).toBeGreaterThan(read.startMs ?? Number.POSITIVE_INFINITY)
  expect(read.eventTypeId).toBeGreaterThan(0)
  expect(read.status).toBeDefined()
})

const named = (name: string) => parseWebhook(bodyOf(deliveries.find((delivery) => delivery.name === name) as Recorded))

it('reads the three forms of a time', () => {
  expect(named('hook_created').startMs).toBe(Date.UTC(2026, 11, 2, 8))
  expect(named('hook_cancelled').startMs).toBe(Date.UTC(2026, 11, 2, 9, 30))
  expect(named('hook_requested').startMs).toBe(Date.UTC(2026, 11, 3, 8))
})

it('links a reschedule to the booking that it replaces, where that is told', () => {
  expect(named('hook_rescheduled')).toMatchObject({ rescheduledFromUid: '3YuNXeeGXDpwW8wRzB4nNR', rescheduledFromId: 164 })
  expect(named('hook_requested_by_reschedule').rescheduledFromUid).toBeUndefined()
})

it('gives metadata where it is sent, and none where it is lost', () => {
  expect(named('hook_created').metadata).toEqual({ calbridge_request_id: 'req-1', channel: 'voice' })
  expect(named('hook_created_after_confirm').metadata).toEqual({})
  expect(named('hook_cancelled').metadata).toEqual({})
})
