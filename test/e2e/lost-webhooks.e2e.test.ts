import { randomUUID } from 'node:crypto'
import { fileScope, until } from '@calbridge/testkit'
import { beforeAll, expect, it } from 'vitest'
import { appointmentsOf } from '../../scripts/demo/appointments.ts'
import { comparison } from '../../scripts/demo/steps/comparison.ts'
import { freeSlots, weekOf } from './booking.ts'
import { type System, startSystem } from './stack.ts'

// A customer books in Cal.com, moves twice and cancels; any of the four webhooks may be lost, in any combination.
const STEPS = ['booked', 'moved', 'moved again', 'cancelled'] as const
const EVERY_SUBSET = Array.from({ length: 2 ** STEPS.length }, (_, bits) => STEPS.filter((_step, n) => (bits & (1 << n)) !== 0))
const TIMEOUT_MS = 240_000

const scope = fileScope()
let system: System
let starts: string[]

beforeAll(async () => {
  system = await startSystem(scope, { POLL_INTERVAL_MS: '1000', POLL_SETTLE_MS: '1000' })
  const wish = weekOf(system, { service: 'blow-dry', staff: 'deniz', branch: 'kreuzberg' }, 1)
  starts = (await freeSlots(system, wish)).map((start) => new Date(start).toISOString())
})

/** Gives the uid of the booking that it is about. */
async function customer(action: 'book' | 'move' | 'cancel', body: object): Promise<string> {
  const answer = await system.simulator<{ data: { uid: string } }>('POST', `/_sim/customer/${action}`, body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.data.uid
}

/** The customer's e-mail: there is one appointment of each at the most. */
async function visit(lost: readonly string[], { cancels }: { cancels: boolean }): Promise<string> {
  const email = `gast-${randomUUID().slice(0, 8)}@example.com`
  const losing = (step: string) => system.simulator('POST', '/_sim/deliveries/policy', { lose: lost.includes(step) ? 1 : 0 })
  await losing('booked')
  const attendee = { name: 'Gast Online', email, timeZone: 'Europe/Berlin' }
  let uid = await customer('book', {
    eventTypeSlug: 'blow-dry',
    username: 'deniz',
    start: starts[0],
    attendee,
  })
  for (const [step, start] of [
    ['moved', starts[2]],
    ['moved again', starts[4]],
  ] as const) {
    await losing(step)
    uid = await customer('move', { uid, start })
  }
  await losing('cancelled')
  if (cancels) await customer('cancel', { uid, reason: 'ill' })
  await losing('nothing')
  return email
}

const alive = async (email: string) => (await appointmentsOf(system, email)).filter(({ status }) => status !== 'cancelled')

it('whichever webhooks of two moves and a cancellation are lost, nothing of the visit stays alive here', {
  timeout: TIMEOUT_MS,
}, async () => {
  const emails: string[] = []
  for (const lost of EVERY_SUBSET) emails.push(await visit(lost, { cancels: true }))
  for (const [n, email] of emails.entries()) {
    await until(`the end of the visit whose webhooks ${EVERY_SUBSET[n]} were lost`, async () => (await alive(email)).length === 0, 60_000)
  }
  await comparison(system)
})

it('whichever webhooks of two moves are lost, the visit is here once, where it was moved to', { timeout: TIMEOUT_MS }, async () => {
  for (const lost of EVERY_SUBSET.filter((steps) => !steps.includes('cancelled'))) {
    const email = await visit(lost, { cancels: false })
    const isThere = async () => {
      const [one, ...more] = await alive(email)
      return more.length === 0 && one !== undefined && Date.parse(one.starts_at) === Date.parse(starts[4]!) && one
    }
    const { uid, calcom_booking_uid } = await until(`the visit whose webhooks ${lost} were lost`, isThere, 60_000)
    await customer('cancel', { uid: calcom_booking_uid, reason: 'the next one wants the time' })
    await until('its end', async () => (await appointmentsOf(system, email)).find((one) => one.uid === uid)?.status === 'cancelled')
  }
  await comparison(system)
})
