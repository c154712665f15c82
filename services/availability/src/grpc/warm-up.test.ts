import { GetWarmUpRequest, StartWarmUpRequest, WarmUpState } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import type { Call } from '@calbridge/grpc'
import { expect, it } from 'vitest'
import { begin, type WarmUpWish } from '../domain/warm-up.ts'
import { getWarmUp } from './get-warm-up.ts'
import { startWarmUp } from './start-warm-up.ts'

const callWith = (permission: string, tenant: string = SALON.tenant): Call => ({
  principal: { kind: 'api_key', tenant, permissions: new Set([permission, 'read']) },
  signal: new AbortController().signal,
  deadlineMs: undefined,
  remainingMs: () => Number.POSITIVE_INFINITY,
  traceparent: '',
})

function start() {
  const begun: [string, Omit<WarmUpWish, 'runId'>][] = []
  const directory = memoryDirectory([salonTenant()])
  const run = (wish: Omit<WarmUpWish, 'runId'>) => begin({ ...wish, runId: 'r1' }, 1_000)
  return {
    begun,
    start: startWarmUp({
      directory,
      start: async (tenant, wish) => {
        begun.push([tenant, wish])
        return run(wish)
      },
    }),
    get: getWarmUp({
      directory,
      find: async (tenant, runId) =>
        tenant === SALON.tenant && runId === 'r1'
          ? { ...run({ days: 7, minBookings: 5 }), state: 'waiting', reason: 'no_spare_budget', eventTypeIds: ['1', '2'], lookUpsServed: 9 }
          : undefined,
    }),
  }
}

it('means a week, and what was booked more than five times, unless told otherwise', async () => {
  const { begun, start: startRun } = start()
  expect(await startRun(StartWarmUpRequest.create(), callWith('admin'))).toMatchObject({
    runId: 'r1',
    state: WarmUpState.WARM_UP_STATE_RUNNING,
  })
  await startRun(StartWarmUpRequest.create({ days: 14, minBookings: 1 }), callWith('admin'))
  expect(begun).toEqual([
    [SALON.tenant, { days: 7, minBookings: 5 }],
    [SALON.tenant, { days: 14, minBookings: 1 }],
  ])
})

it('is for administrators, each of his own tenant', async () => {
  const { begun, start: startRun, get } = start()
  const foreign = { tenant: '2' }
  for (const permission of ['read', 'book']) {
    await expect(startRun(StartWarmUpRequest.create(), callWith(permission))).rejects.toMatchObject({ code: 'permission_denied' })
    await expect(get(GetWarmUpRequest.create(), callWith(permission))).rejects.toMatchObject({ code: 'permission_denied' })
  }
  const asked = StartWarmUpRequest.create({ context: foreign })
  await expect(startRun(asked, callWith('admin'))).rejects.toMatchObject({ code: 'permission_denied' })
  await expect(get(GetWarmUpRequest.create({ context: foreign }), callWith('admin'))).rejects.toMatchObject({ code: 'permission_denied' })
  expect(begun).toEqual([])
})

it('tells where a run stands, and what it waits for', async () => {
  const { get } = start()
  expect(await get(GetWarmUpRequest.create({ runId: 'r1' }), callWith('admin'))).toMatchObject({
    state: WarmUpState.WARM_UP_STATE_WAITING,
    reason: 'no_spare_budget',
    eventTypes: 2,
    done: 0,
    lookUpsServed: 9,
  })
})
