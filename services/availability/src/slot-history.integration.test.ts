import { Origin, Source } from '@calbridge/contracts'
import { openDatabase } from '@calbridge/mysql'
import { tcpProxy, testScope, until } from '@calbridge/testkit'
import { register } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { claimOf, eventOf, segmentOf } from './domain/testing.ts'
import { ENGINES, historyDatabase } from './testing/database.ts'
import { STAFF } from './testing/tenant.ts'
import { on, startWorld, type World } from './testing/world.ts'

const FAST = { HISTORY_WRITE_EVERY_MS: '10' }

const contextOf = ({ tenant }: World, ids: { callId?: string; requestId?: string } = {}) => ({
  tenant: tenant.id,
  origin: Origin.ORIGIN_UNSPECIFIED,
  callId: '',
  requestId: '',
  idempotencyKey: '',
  ...ids,
})

const past = (world: World, by: { answerId?: string; callId?: string; requestId?: string }, startMs = 0) =>
  world.clients[0]!.getAnswers(
    { context: contextOf(world), answerId: '', callId: '', requestId: '', startMs, ...by },
    { tenant: world.tenant.id },
  )

/** Written behind the answer, so that a moment may pass. */
const eventually = (world: World, by: Parameters<typeof past>[1], startMs = 0) =>
  until('the answer to be in history', () => past(world, by, startMs).then(({ answers }) => answers))

describe.each(ENGINES)('on %s', (engine) => {
  it('an answer is found by each of its ids, with what it offered, from where, and why not the rest', async () => {
    const world = await startWorld({ env: { ...FAST, MYSQL_URL: await historyDatabase(engine) } }, testScope())
    const { anna } = world.eventTypes
    const segments = [segmentOf(on('10:00'), on('10:30'), anna, STAFF.anna)]
    const after = [claimOf(on('10:00'), on('10:30'), { resource: `staff:${STAFF.anna}` })]
    const booked = { $case: 'booked', value: { serviceId: '1', branchId: '', segments, degraded: false } } as const
    await world.happen(eventOf(booked, { tenant: world.tenant.id, after }))

    const cold = await world.ask({ context: contextOf(world, { callId: 'call-7', requestId: 'request-1' }) })
    const warm = await world.ask({ context: contextOf(world, { callId: 'call-7', requestId: 'request-2' }) })
    const both = await until('both answers to be in history', async () => {
      const { answers } = await past(world, { callId: 'call-7' }, on('10:00'))
      return answers.length === 2 && answers
    })
    expect(both).toMatchObject([
      { answerId: cold.answerId, requestId: 'request-1', operation: 'GetSlots', source: Source.SOURCE_UPSTREAM, degraded: false },
      { answerId: warm.answerId, requestId: 'request-2', operation: 'GetSlots', source: Source.SOURCE_L1, degraded: false },
    ])
    for (const { days } of both) {
      expect(days).toMatchObject([{ eventTypeId: anna, staffId: STAFF.anna, verdict: 'claimed_here', loadedAtMs: cold.asOfMs }])
      expect(days[0]!.starts).toEqual(cold.days[0]!.starts)
      expect(days[0]!.listed).toContain(on('10:00') / 1_000)
    }
    expect((await eventually(world, { answerId: warm.answerId }, on('09:00')))[0]!.days[0]!.verdict).toBe('offered')
    expect((await eventually(world, { requestId: 'request-1' }, on('08:00')))[0]!.days[0]!.verdict).toBe('not_listed')
  })
})

it('an answer is nobody else’s: another tenant finds nothing under its id', async () => {
  const world = await startWorld({ env: { ...FAST, MYSQL_URL: await historyDatabase() } }, testScope())
  await world.ask({ context: contextOf(world, { callId: 'call-7' }) })
  await eventually(world, { callId: 'call-7' })
  const other = world.tenantOf({ id: '4712' })
  await world.publishTenant(other)
  const theirs = () =>
    world.clients[0]!.getAnswers(
      { context: { ...contextOf(world), tenant: other.id }, answerId: '', callId: 'call-7', requestId: '', startMs: 0 },
      { tenant: other.id },
    )
  const told = await until('the other tenant to be known', () =>
    theirs().catch((error: { field?: string }) => (error.field === 'context.tenant' ? undefined : error)),
  )
  expect(told).toMatchObject({ code: 'not_found', field: 'call_id' })
})

const dropped = async (): Promise<number> => {
  const { values } = await register.getSingleMetric('calbridge_availability_history_answers_total')!.get()
  return values.find(({ labels }) => labels.result === 'dropped')?.value ?? 0
}

it('answers go on while the database is away, what cannot wait is dropped and counted, and writing goes on when it is back', async () => {
  const scope = testScope()
  const url = await historyDatabase()
  const network = await tcpProxy(url)
  // Room for ten answers of one day.
  const world = await startWorld({ env: { ...FAST, MYSQL_URL: network.url, HISTORY_QUEUE_MAX_DAYS: '20' } }, scope)
  const ask = (callId: string) => world.ask({ context: contextOf(world, { callId }) })
  await ask('before')
  await eventually(world, { callId: 'before' })
  const db = openDatabase({ url }, scope)
  const kept = async (like: string) => (await db('slot_answers').where('call_id', 'like', like)).length

  for (const how of ['cut', 'hang'] as const) {
    const before = await dropped()
    network[how]()
    for (let n = 0; n < 30; n++) expect((await ask(`${how}-${n}`)).days[0]!.starts).toHaveLength(16)
    network.restore()
    const lost = (await dropped()) - before
    expect(lost).toBeGreaterThanOrEqual(10)
    await until('the rest to be written', async () => (await kept(`${how}-%`)) + lost === 30)
  }
})
