import { CallContext, DriftServiceClient, type Tenant } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import type { Log } from '@calbridge/devstack'
import { grpcClient } from '@calbridge/grpc'
import { type Ask, asker } from '../demo/http.ts'
import type { LookUpAnswer } from '../demo/look-up.ts'
import { expect, ms, until } from '../demo/until.ts'
import type { StackFile } from '../stack/stack-file.ts'
import type { KnownTenant } from '../stack/tenant.ts'

const DAY_MS = 86_400_000
const AHEAD_DAYS = 14

/** The main job on one event type of a real Cal.com, with a booking that is removed again whatever happens. */
export async function ownJob(
  eventTypeId: string,
  { tenant, apiKey }: KnownTenant,
  stack: StackFile,
  log: Log,
  scope: Scope,
): Promise<void> {
  const gateway = asker(stack.gateway, { authorization: `Bearer ${apiKey}` })
  const wish = wishOf(tenant, eventTypeId)

  const cold = await lookUp(gateway, wish)
  log(`1. cold: ${cold.data.total} slots in ${ms(cold.tookMs)}, ${cold.meta.upstream_calls} call to Cal.com (${cold.meta.source})`)
  const warm = await lookUp(gateway, wish)
  log(`   warm: ${ms(warm.tookMs)}, ${warm.meta.upstream_calls} calls (${warm.meta.source})`)
  const [first, last] = [cold.data.slots[0], cold.data.slots.at(-1)]
  expect(first !== undefined && last !== undefined && first !== last, 'fewer than two slots are free in two weeks')

  const uid = await book(gateway, wish, first.start, log)
  try {
    await until('the slot gone', async () => !(await lookUp(gateway, wish)).data.slots.some(({ start }) => start === first.start))
    log('3. the slot is gone from the answers')
    await change(gateway, 'PATCH', `${uid}/reschedule`, { start: last.start, timeZone: 'UTC', reason: 'calbridge trial' }, uid)
    log(`4. moved to ${last.start}`)
  } finally {
    await change(gateway, 'DELETE', uid, { reason: 'calbridge trial is over' }, uid)
  }
  log('5. cancelled here and there; webhooks were not tried: a real Cal.com does not reach this machine')
  await compare(stack, tenant, log, scope)
}

type Wish = { service_id: string; branch_id: string; staff_id: string; start_date: string; end_date: string; timeZone: string }

function wishOf(tenant: Tenant, eventTypeId: string): Wish {
  const mapping = tenant.eventMap.find((row) => row.eventTypeId === eventTypeId)
  if (!mapping) throw new Error(`event type ${eventTypeId} was not imported; those above were`)
  const day = (ahead: number): string => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10)
  return {
    service_id: mapping.serviceId,
    branch_id: mapping.branchId || (tenant.branches[0]?.id ?? ''),
    staff_id: mapping.staffId,
    start_date: day(2),
    end_date: day(2 + AHEAD_DAYS),
    timeZone: 'UTC',
  }
}

async function lookUp(gateway: Ask, wish: Wish): Promise<LookUpAnswer & { tookMs: number }> {
  const { status, body, tookMs } = await gateway<LookUpAnswer>('POST', '/api/v2/availability/simple', wish)
  expect(status === 200, `look-up answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return { ...body, tookMs }
}

async function book(gateway: Ask, wish: Wish, start: string, log: Log): Promise<string> {
  const { start_date: _from, end_date: _to, ...where } = wish
  const customer = { name: 'Calbridge Trial', email: 'calbridge-trial@example.com' }
  const { status, body, tookMs } = await gateway<{ data: { uid: string } }>(
    'POST',
    '/api/v2/bookings',
    { ...where, start, customer },
    { prefer: 'wait=0' },
  )
  expect(status === 201, `booking answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  const there = await settled(gateway, body.data.uid)
  log(`2. stored here in ${ms(tookMs)} (pending), in Cal.com after ${ms(there.afterMs)}: ${there.value}`)
  return body.data.uid
}

async function change(gateway: Ask, method: string, path: string, body: object, uid: string): Promise<void> {
  const answer = await gateway(method, `/api/v2/bookings/${path}`, body)
  expect(answer.status === 200, `${method} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  await settled(gateway, uid)
}

/** Cal.com has it as wanted. */
const settled = (gateway: Ask, uid: string) =>
  until(
    'both sides equal',
    async () => {
      const { body } = await gateway<{ data: { sync_status: string; calcom_booking_uid: string } }>('GET', `/api/v2/bookings/${uid}`)
      expect(body.data.sync_status !== 'failed', `Cal.com refused: ${JSON.stringify(body).slice(0, 300)}`)
      return body.data.sync_status === 'synced' && body.data.calcom_booking_uid
    },
    60_000,
  )

async function compare(stack: StackFile, tenant: Tenant, log: Log, scope: Scope): Promise<void> {
  const options = { addresses: stack.grpc['drift-reconciler'] ?? [], serviceToken: stack.serviceToken, defaultDeadlineMs: 60_000 }
  const drift = grpcClient(DriftServiceClient, options, scope)
  const context = CallContext.fromPartial({ tenant: tenant.id })
  const { findings } = await drift.compareBookings({ context, fromMs: Date.now(), toMs: Date.now() + 30 * DAY_MS }, { tenant: tenant.id })
  // Bookings that were there before are not ours to judge: without webhooks they are simply not here yet.
  const ours = findings.filter(({ appointmentUid }) => appointmentUid !== '')
  expect(ours.length === 0, `${ours.length} differences: ${JSON.stringify(ours.slice(0, 5))}`)
  log(`6. bookings compared on both sides: 0 differences of ours; ${findings.length} bookings there that were not made through calbridge`)
}
