import { BatchGetSlotsRequest, BatchGetSlotsResponse, type BatchLookUp, Freshness, GetSlotsRequest, Source } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { memoryDirectory } from '@calbridge/directory'
import { eventTypeAt, SALON, salonTenant } from '@calbridge/directory/testing'
import { describe, expect, it } from 'vitest'
import { type LookUpBatch, lookUpBatch } from '../application/look-up-batch.ts'
import type { Answered } from '../application/slot-history.ts'
import { unitResolver } from '../application/units.ts'
import { DAY_MS, dayStartMs } from '../domain/utc-day.ts'
import { startReplicas } from '../testing/replicas.ts'
import { batchGetSlots } from './batch-get-slots.ts'

const MARA = eventTypeAt('cut', 'mara')
const JONAS = eventTypeAt('cut', 'jonas')

/** The RPC over the cache itself, in memory, and a Cal.com with six slots a day. */
function start(lookUpAll?: LookUpBatch) {
  const { replicas, clock, calcom, day } = startReplicas({ count: 1 })
  const answered: string[] = []
  const recorded: Answered[] = []
  let answers = 0
  const handle = batchGetSlots({
    directory: memoryDirectory([salonTenant()], clock),
    resolveUnits: unitResolver(),
    lookUp: lookUpAll ?? lookUpBatch({ collect: replicas[0]!.collect, clock, places: 4, patienceMs: 50, maxDays: 62 }),
    clock,
    answerId: () => `answer-${++answers}`,
    maxDays: 62,
    defaultDeadlineMs: 1_500,
    marginMs: 30,
    recordAnswer: (one) => recorded.push(one),
    onAnswer: (source) => answered.push(source),
  })
  const send = (lookUps: Partial<BatchLookUp>[], withinMs?: number) =>
    handle(BatchGetSlotsRequest.fromPartial({ context: { callId: 'call-1' }, lookUps }), {
      principal: { kind: 'api_key', tenant: SALON.tenant, permissions: new Set(['read']) },
      signal: new AbortController().signal,
      deadlineMs: withinMs === undefined ? undefined : clock.now() + withinMs,
      remainingMs: () => withinMs ?? Number.POSITIVE_INFINITY,
      traceparent: '',
    })
  const batch = async (lookUps: Partial<BatchLookUp>[]) => BatchGetSlotsResponse.decode(await send(lookUps))
  /** A whole day, so many after the first. */
  const lookUp = (id: string, changes: Partial<GetSlotsRequest> = {}, ahead = 0): BatchLookUp => {
    const fromMs = dayStartMs(day + ahead)
    return { id, request: GetSlotsRequest.fromPartial({ eventTypeId: MARA, fromMs, toMs: fromMs + DAY_MS - 1_000, ...changes }) }
  }
  return { batch, send, lookUp, calcom, answered, recorded }
}
const told = ({ results }: BatchGetSlotsResponse) =>
  results.map(({ outcome }) =>
    outcome?.$case === 'slots'
      ? outcome.value.days.map(({ eventTypeId, starts }) => `${eventTypeId} ${starts.length}`).join()
      : `${outcome?.value.code} ${outcome?.value.field || outcome?.value.reason}`,
  )

describe('a batch of look-ups', () => {
  it('asks Cal.com once for an event type whose days are apart, and gives each look-up its own', async () => {
    const { batch, lookUp, calcom, recorded } = start()
    const anybody = { eventTypeId: '', serviceId: SALON.services.cut, branchId: SALON.branches.mitte, staffId: SALON.staff.jonas }
    const answer = await batch([
      lookUp('a'),
      lookUp('b', {}, 20),
      lookUp('c', { eventTypeId: JONAS }),
      lookUp('d', anybody, 5),
      lookUp('e'),
    ])
    expect(told(answer)).toEqual([`${MARA} 6`, `${MARA} 6`, `${JONAS} 6`, `${JONAS} 6`, `${MARA} 6`])
    expect(answer.results.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(calcom.calls.map(({ firstDay, lastDay }) => lastDay - firstDay)).toEqual([20, 5])
    expect(answer.upstreamCalls).toBe(2)
    const sources = answer.results.map(({ outcome }) => (outcome?.$case === 'slots' ? outcome.value.source : 0))
    expect(new Set(sources)).toEqual(new Set([Source.SOURCE_UPSTREAM]))
    expect(recorded.map(({ answerId, context, operation }) => [answerId, context?.callId, operation])).toContainEqual([
      'answer-5',
      'call-1',
      'BatchGetSlots',
    ])

    expect(await batch([lookUp('a'), lookUp('b', {}, 20)])).toMatchObject({ upstreamCalls: 0 })
    expect(calcom.calls).toHaveLength(2)
  })

  it('tells each why it could not be had, and gives the others what there is', async () => {
    const { batch, lookUp, calcom, answered } = start()
    await batch([lookUp('a')])
    calcom.before = async () => {
      throw new AppError('resource_exhausted', 'no budget', { reason: 'budget', retryAfterMs: 1_234.5 })
    }
    const answer = await batch([
      lookUp('warm'),
      lookUp('cold', { eventTypeId: JONAS }),
      lookUp('further', {}, 1),
      lookUp('never', { freshness: Freshness.FRESHNESS_CACHE_ONLY }, 2),
    ])
    expect(told(answer)).toEqual([`${MARA} 6`, 'resource_exhausted budget', 'resource_exhausted budget', 'unavailable not_cached'])
    expect(answer.results[1]!.outcome).toMatchObject({ value: { message: 'no budget', retryAfterMs: 1_235 } })
    expect(answered.slice(1)).toEqual(['l1', 'failed', 'failed', 'failed'])
  })

  it('gives a look-up the days that could be had, and says how many are missing', async () => {
    const { batch, lookUp, calcom } = start()
    await batch([lookUp('a')])
    calcom.before = async () => {
      throw new AppError('unavailable', 'down')
    }
    const from = lookUp('a').request!.fromMs
    const answer = await batch([lookUp('both', { fromMs: from, toMs: from + 2 * DAY_MS - 1_000 })])
    expect(answer.results[0]!.outcome).toMatchObject({
      $case: 'slots',
      value: { days: [{ eventTypeId: MARA }], missingDays: 1, degraded: true },
    })
  })

  it('fails the one that is wrong, naming its field', async () => {
    const { batch, lookUp } = start()
    const answer = await batch([
      lookUp('good'),
      lookUp('reversed', { toMs: 5 }),
      lookUp('unknown', { eventTypeId: '999999' }),
      lookUp('of another tenant', { context: { tenant: '4711' } as never }),
      lookUp('of this tenant', { context: { tenant: SALON.tenant } as never }),
      lookUp('composite', { eventTypeId: '', serviceId: SALON.services.perm }),
      { id: 'nothing' },
    ])
    expect(told(answer)).toEqual([
      `${MARA} 6`,
      'invalid_argument to_ms',
      'not_found event_type_id',
      'permission_denied context.tenant',
      `${MARA} 6`,
      'failed_precondition service_id',
      'invalid_argument request',
    ])
  })

  it('leaves itself the more of the caller’s time to write the answer, the more look-ups there are', async () => {
    const waits: number[] = []
    const { send, lookUp } = start(async (queries, deadline) => {
      waits.push(deadline.remainingMs)
      return { answers: queries.map(() => new AppError('unavailable', 'not in this test')), upstreamCalls: 0 }
    })
    for (const count of [1, 1_000])
      await send(
        Array.from({ length: count }, (_, index) => lookUp(String(index))),
        1_000,
      )
    expect(waits.map(Math.round)).toEqual([970, 870])
  })

  it.each([
    { name: '1,001', ids: Array.from({ length: 1_001 }, (_, index) => String(index)), field: 'look_ups' },
    { name: 'two of one name', ids: ['a', 'b', 'a'], field: 'look_ups[2].id' },
    { name: 'one without a name', ids: ['a', ''], field: 'look_ups[1].id' },
    { name: 'one with a name without end', ids: ['x'.repeat(101)], field: 'look_ups[0].id' },
  ])('is refused whole for $name, naming $field, and nothing is asked', async ({ ids, field }) => {
    const { batch, lookUp, calcom } = start()
    await expect(batch(ids.map((id) => lookUp(id)))).rejects.toMatchObject({ code: 'invalid_argument', field })
    expect(calcom.calls).toEqual([])
  })

  it.each([
    { name: 'a few slots a day', slots: 6, least: 600, most: 700 },
    { name: 'a slot every quarter of an hour', slots: 60, least: 100, most: 250 },
  ])('stays below what any gRPC library takes, and tells which look-ups did not fit: $name', async ({ slots, least, most }) => {
    const { batch, lookUp, calcom } = start()
    calcom.hours = Array.from({ length: slots }, (_, index) => 8 + index / 4)
    const wide = { fromMs: lookUp('').request!.fromMs, toMs: lookUp('', {}, 61).request!.toMs }
    const answer = await batch(Array.from({ length: 1_000 }, (_, index) => lookUp(String(index), wide)))
    const outcomes = told(answer)
    const fitting = outcomes.indexOf('resource_exhausted answer_too_large')
    expect(fitting).toBeGreaterThan(least)
    expect(fitting).toBeLessThan(most)
    expect(new Set(outcomes.slice(fitting))).toEqual(new Set(['resource_exhausted answer_too_large']))
    expect(BatchGetSlotsResponse.encode(answer).finish().length).toBeLessThan(4 * 2 ** 20)
  })
})
