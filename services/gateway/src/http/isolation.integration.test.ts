import { WarmUpRun, WarmUpState } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { booked } from '../testing/appointments.ts'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { BOOKING, COMPOSITE_LOOK_UP, LOOK_UP, MOVE, WISH } from '../testing/requests.ts'

// Generated from the document: a new route is under test from its first day, or fails here until it says how it is called.
const scope = fileScope()
let gateway: TestGateway
let operations: { method: string; path: string; operationId: string; open: boolean }[]

const BODIES: Record<string, unknown> = {
  availabilitySimple: LOOK_UP,
  availabilityComposite: COMPOSITE_LOOK_UP,
  availabilityBatch: { look_ups: [LOOK_UP] },
  availabilityAlternatives: WISH,
  createBooking: BOOKING,
  rescheduleBooking: MOVE,
}
const QUERIES: Record<string, string> = { pastAnswers: '?call_id=call-1' }
/** What another tenant may get on these: a list without anything of the salon's, or something of its own. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects
const EMPTY: Record<string, (body: any) => boolean> = {
  listBookings: ({ data }) => data.length === 0,
  availabilityBatch: ({ results }) => results.every(({ error }: { error?: { status: number } }) => error?.status === 404),
  startWarmUp: ({ data }) => data.run_id === 'run of 2',
}
const OPEN = /^(calcomWebhook(Ping)?\d|health|test|openApi)$/

beforeAll(async () => {
  gateway = await startTestGateway(scope)
  const { body } = await gateway.call('GET', '/openapi.json')
  operations = Object.entries(body.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { operationId: string; security: unknown[] }>).map(([method, { operationId, security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, booked().uid) + (QUERIES[operationId] ?? ''),
      operationId,
      open: security.length === 0,
    })),
  )
})

// Behind the gateway stands a booking service that holds the salon's appointment and nobody else's.
beforeEach(() => {
  gateway.standIns.reset()
  for (const rpc of ['getAppointment', 'rescheduleAppointment', 'cancelAppointment'])
    gateway.standIns.answer(rpc, (request: { context?: { tenant: string } }) => {
      if (request.context?.tenant === SALON.tenant) return { appointment: booked(), replayed: false, storedInMs: 1 }
      throw new AppError('not_found', 'no such appointment', { reason: 'appointment_not_found' })
    })
  gateway.standIns.answer('getAnswers', (request: { context?: { tenant: string } }) => {
    if (request.context?.tenant === SALON.tenant) return { answers: [] }
    throw new AppError('not_found', 'no answer is kept under this id')
  })
  const runOf = (tenant = '') => WarmUpRun.fromPartial({ runId: `run of ${tenant}`, state: WarmUpState.WARM_UP_STATE_RUNNING })
  gateway.standIns.answer('startWarmUp', (request: { context?: { tenant: string } }) => runOf(request.context?.tenant))
  gateway.standIns.answer('getWarmUp', (request: { context?: { tenant: string } }) => {
    if (request.context?.tenant === SALON.tenant) return runOf(SALON.tenant)
    throw new AppError('not_found', 'no such warm-up is kept')
  })
  gateway.standIns.answer('listAppointments', (request: { context?: { tenant: string } }) => ({
    appointments: request.context?.tenant === SALON.tenant ? [booked()] : [],
    nextPageToken: '',
  }))
})

const call = ({ method, path, operationId }: (typeof operations)[number], options: object) =>
  gateway.call(method, path, { body: BODIES[operationId], ...options })

it('leaves nothing open but health, documents and signed webhooks', () => {
  expect(operations.length).toBeGreaterThan(15)
  for (const { operationId } of operations.filter(({ open }) => open)) expect(operationId).toMatch(OPEN)
})

it('answers 401 on every route of tenants without a key, and asks nobody', async () => {
  for (const operation of operations.filter(({ open }) => !open)) {
    for (const options of [{}, { key: 'not-a-key' }]) expect((await call(operation, options)).status, operation.operationId).toBe(401)
  }
  expect(gateway.standIns.asked).toEqual([])
})

it('gives another tenant none of the data, on any route, whatever it asks for', async () => {
  for (const operation of operations.filter(({ open }) => !open)) {
    const own = await call(operation, { key: KEYS.all })
    expect(own.status, operation.operationId).toBeLessThan(300)
    const other = await call(operation, { key: KEYS.other })
    const empty = other.status < 300 && EMPTY[operation.operationId]?.(other.body)
    expect(empty || other.status === 404, `${operation.operationId} answered ${other.status}`).toBe(true)
    expect(other.text).not.toMatch(/Erika|erika@|Mara|Haarschnitt/)
    const asOther = await call(operation, { key: KEYS.other, headers: { 'x-tenant-id': SALON.tenant } })
    expect(asOther.status, operation.operationId).toBe(403)
  }
})

it('acts behind for the key’s tenant alone, whatever the body says', async () => {
  for (const operation of operations.filter(({ open }) => !open))
    await call(operation, {
      key: KEYS.all,
      ...(BODIES[operation.operationId]
        ? { body: { ...(BODIES[operation.operationId] as object), tenant: '2', company_id: 2, context: { tenant: '2' } } }
        : {}),
    })
  const tenants = gateway.standIns.asked.flatMap(({ request, call: { principal } }) => [request.context.tenant, principal.tenant])
  expect(new Set(tenants)).toEqual(new Set([SALON.tenant]))
})
