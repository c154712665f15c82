import { BatchGetSlotsRequest, type BatchLookUp, Freshness, GetSlotsRequest, Source } from '@calbridge/contracts'
import { fileScope, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { BRANCH, SERVICE, STAFF } from './testing/tenant.ts'
import { DAY, dayRange, startWorld, type World } from './testing/world.ts'

const batchOf =
  (world: World) =>
  (lookUps: Partial<BatchLookUp>[], { timeoutMs = 5_000 } = {}) => {
    const request = BatchGetSlotsRequest.fromPartial({ context: { tenant: world.tenant.id }, lookUps })
    return world.clients[0]!.batchGetSlots(request, { timeoutMs, tenant: world.tenant.id })
  }
const lookUp = (id: string, changes: Partial<GetSlotsRequest>): BatchLookUp => ({
  id,
  request: GetSlotsRequest.fromPartial({ fromMs: DAY.fromMs, toMs: DAY.toMs, ...changes }),
})
const slotsOf = (result: { outcome?: unknown } | undefined) => {
  const outcome = result?.outcome as { $case: string; value: never }
  expect(outcome.$case).toBe('slots')
  return outcome.value as Awaited<ReturnType<World['ask']>>
}

async function start(env: Record<string, string> = {}) {
  const world = await startWorld({ env }, testScope())
  const { anna, ben } = world.eventTypes
  return { world, batch: batchOf(world), anna: { eventTypeId: anna }, ben: { eventTypeId: ben } }
}

describe('a batch', () => {
  it('costs one call for each cold event type, however many look-ups and days there are, and gives each what it would get alone', async () => {
    const { world, batch, anna, ben } = await start()
    const lookUps = [
      lookUp('a', anna),
      lookUp('b', { ...anna, ...dayRange(9) }),
      lookUp('c', { ...anna, fromMs: dayRange(8).fromMs, toMs: dayRange(30).toMs }),
      lookUp('d', { serviceId: SERVICE, branchId: BRANCH, ...dayRange(50) }),
      lookUp('e', { ...ben, ...dayRange(20) }),
      lookUp('f', { serviceId: SERVICE, branchId: BRANCH, staffId: STAFF.ben, ...dayRange(40) }),
    ]
    const { results, upstreamCalls } = await batch(lookUps)
    expect(world.upstreamCalls()).toBe(2)
    expect(upstreamCalls).toBe(2)
    expect(results.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    for (const [index, { request }] of lookUps.entries()) {
      const alone = await world.ask(request!.serviceId ? request : { ...request, serviceId: '' })
      expect(slotsOf(results[index]).days).toEqual(alone.days)
      expect(alone.source).toBe(Source.SOURCE_L1)
    }
    expect(new Set(results.map((result) => slotsOf(result).answerId)).size).toBe(6)
    expect(slotsOf(results[3])).toMatchObject({ source: Source.SOURCE_UPSTREAM, upstreamCalls: 2, degraded: false, missingDays: 0 })
    expect(world.upstreamCalls()).toBe(2)

    expect(await batch(lookUps)).toMatchObject({ upstreamCalls: 0 })
    expect(world.upstreamCalls()).toBe(2)
  })

  it('asks nothing for the days between those that are wanted: warm ones far apart stay warm', async () => {
    const { world, batch, anna } = await start()
    const ends = [dayRange(7), dayRange(60)]
    for (const range of ends) await world.ask({ ...anna, ...range })
    const before = world.upstreamCalls()
    const { results } = await batch(ends.map((range, index) => lookUp(String(index), { ...anna, ...range })))
    expect(results.map((result) => slotsOf(result).source)).toEqual([Source.SOURCE_L1, Source.SOURCE_L1])
    expect(world.upstreamCalls()).toBe(before)
  })

  it('asks in stretches for days further apart than a look-up may reach', async () => {
    const { world, batch, anna } = await start()
    const far = [dayRange(7), dayRange(8), dayRange(90), dayRange(95)]
    const { results } = await batch(far.map((range, index) => lookUp(String(index), { ...anna, ...range })))
    expect(results.map((result) => slotsOf(result).days[0]!.starts.length)).toEqual([16, 16, 16, 16])
    expect(world.upstreamCalls()).toBe(2)
  })

  it('keeps the strictest freshness of an event type at one call', async () => {
    const { world, batch, anna } = await start()
    const known = await world.ask({ ...anna })
    const { results } = await batch([
      lookUp('warm', anna),
      lookUp('fresh', { ...anna, freshness: Freshness.FRESHNESS_FRESH, ...dayRange(9) }),
    ])
    expect(world.upstreamCalls()).toBe(2)
    expect(slotsOf(results[0]).asOfMs).toBeGreaterThan(known.asOfMs)
  })

  it('answers what it can when Cal.com is down, each of the others failing by itself', async () => {
    const { world, batch, anna, ben } = await start()
    await world.ask({ ...anna })
    world.sim.control.down('503')
    const { results } = await batch([
      lookUp('warm', anna),
      lookUp('cold', ben),
      lookUp('never', { ...ben, freshness: Freshness.FRESHNESS_CACHE_ONLY }),
    ])
    world.sim.control.up()
    expect(slotsOf(results[0])).toMatchObject({ source: Source.SOURCE_L1, degraded: false })
    expect(results[1]!.outcome).toMatchObject({ $case: 'failure', value: { code: 'unavailable' } })
    expect(results[2]!.outcome).toMatchObject({ $case: 'failure', value: { code: 'unavailable', reason: 'not_cached' } })
  })

  it('ends at its deadline with what there is, rather than late with all', async () => {
    // A busy test machine is no late answer.
    const { world, batch, anna, ben } = await start({ DEADLINE_MARGIN_MS: '500' })
    await world.ask({ ...anna })
    world.sim.control.addFault({ kind: 'latency', match: { path: '/v2/slots' }, delayMs: 3_000 })
    const { results } = await batch([lookUp('cold', ben), lookUp('warm', anna)], { timeoutMs: 1_200 })
    expect(results[0]!.outcome).toMatchObject({
      $case: 'failure',
      value: { code: 'deadline_exceeded', reason: 'deadline', retryAfterMs: 1_000 },
    })
    expect(slotsOf(results[1]).days[0]!.starts).toHaveLength(16)
  })

  it('that asks for more than an answer can hold is told which look-ups did not fit', async () => {
    const { world, batch } = await start()
    const wide = { serviceId: SERVICE, branchId: BRANCH, fromMs: DAY.fromMs, toMs: dayRange(7 + 61).toMs }
    const { results } = await batch(
      Array.from({ length: 1_000 }, (_, index) => lookUp(String(index), wide)),
      { timeoutMs: 20_000 },
    )
    const fitting = results.findIndex(({ outcome }) => outcome?.$case === 'failure')
    expect(fitting).toBeGreaterThan(100)
    for (const { outcome } of results.slice(0, fitting)) expect(outcome!.$case).toBe('slots')
    for (const { outcome } of results.slice(fitting))
      expect(outcome).toMatchObject({ $case: 'failure', value: { code: 'resource_exhausted', reason: 'answer_too_large' } })
    expect(world.upstreamCalls()).toBe(2)
  })
})

describe('what is wrong with a look-up', () => {
  const scope = fileScope()
  let world: World
  beforeAll(async () => {
    world = await startWorld({}, scope)
  })

  it('fails that one alone, naming its field', async () => {
    const { anna } = world.eventTypes
    const { results } = await batchOf(world)([
      lookUp('good', { eventTypeId: anna }),
      lookUp('reversed', { eventTypeId: anna, toMs: DAY.fromMs - 1 }),
      lookUp('unknown', { eventTypeId: '999999' }),
      lookUp('nothing', {}),
      lookUp('of another tenant', { eventTypeId: anna, context: { tenant: '4711' } as never }),
      lookUp('of the same tenant', { eventTypeId: anna, context: { tenant: world.tenant.id } as never }),
      { id: 'empty' },
    ])
    const told = results.map(({ id, outcome }) => [
      id,
      outcome?.$case === 'failure' ? `${outcome.value.code} ${outcome.value.field}` : outcome?.$case,
    ])
    expect(Object.fromEntries(told)).toEqual({
      good: 'slots',
      reversed: 'invalid_argument to_ms',
      unknown: 'not_found event_type_id',
      nothing: 'invalid_argument event_type_id',
      'of another tenant': 'permission_denied context.tenant',
      'of the same tenant': 'slots',
      empty: 'invalid_argument request',
    })
  })

  it.each([
    { name: '1,001 look-ups', ids: Array.from({ length: 1_001 }, (_, index) => String(index)), field: 'look_ups' },
    { name: 'two of one name', ids: ['a', 'b', 'a'], field: 'look_ups[2].id' },
    { name: 'one without a name', ids: ['a', ''], field: 'look_ups[1].id' },
    { name: 'one with a name without end', ids: ['x'.repeat(101)], field: 'look_ups[0].id' },
  ])('refuses the batch for $name, naming $field, and asks nothing', async ({ ids, field }) => {
    const before = world.upstreamCalls()
    const lookUps = ids.map((id) => lookUp(id, { eventTypeId: world.eventTypes.ben, ...dayRange(30) }))
    await expect(batchOf(world)(lookUps)).rejects.toMatchObject({ code: 'invalid_argument', field })
    expect(world.upstreamCalls()).toBe(before)
  })

  it('is no batch without look-ups: an empty answer', async () => {
    expect(await batchOf(world)([])).toEqual({ results: [], upstreamCalls: 0 })
  })
})
