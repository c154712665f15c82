import { memoryBreaker, memoryBudget } from '@calbridge/calcom'
import { ListCredentialsRequest, ResetBreakerRequest } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { SALON, salonTenant } from '@calbridge/directory/testing'
import type { Call } from '@calbridge/grpc'
import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { listCredentials } from './list-credentials.ts'
import { resetBreaker } from './reset-breaker.ts'

const { mitte, nord } = SALON.credentials

async function world() {
  const clock = manualClock()
  const tenant = salonTenant()
  const guard = () => ({ budget: memoryBudget({ clock }), breaker: memoryBreaker({ clock }) })
  const guards = new Map(tenant.credentials.map(({ id }) => [id, guard()]))
  const logged: object[] = []
  const deps = {
    directory: memoryDirectory([tenant, salonTenant({ id: '2', credentials: [] })], clock),
    upstreamOf: ({ id }: { id: string }) => guards.get(id)!,
    log: { info: (fields: object) => void logged.push(fields) },
  }
  const call = (permission: string, of: string = SALON.tenant): Call => ({
    principal: { kind: 'api_key', tenant: of, permissions: new Set([permission]) },
    signal: new AbortController().signal,
    deadlineMs: undefined,
    remainingMs: () => Number.POSITIVE_INFINITY,
    traceparent: '',
  })
  const list = (permission = 'read', of?: string) => listCredentials(deps)(ListCredentialsRequest.fromPartial({}), call(permission, of))
  const reset = (request: Partial<ResetBreakerRequest>, permission = 'admin', of?: string) =>
    resetBreaker(deps)(ResetBreakerRequest.fromPartial(request), call(permission, of))
  const open = async (kind: 'slots' | 'bookings') => {
    for (let failure = 0; failure < 5; failure++) await guards.get(mitte)!.breaker.record(kind, 'failure', { allowed: true, probe: false })
  }
  await guards.get(mitte)!.budget.acquire({ priority: 'interactive', maxWaitMs: 0 })
  return { guards, logged, list, reset, open }
}

it('tells of each key what is used, what is kept, what stops it, and which kinds are broken', async () => {
  const { guards, list, open } = await world()
  await open('slots')
  await guards.get(nord)!.budget.report({ limited: true, limit: 120, remaining: 0, resetMs: 30_000 })
  const { credentials } = await list()
  expect(credentials).toHaveLength(guards.size)
  const of = (id: string) => credentials.find(({ credentialId }) => credentialId === id)
  expect(of(mitte)).toMatchObject({ used: 1, cap: 120, reserved: 35, blockedMs: 0, stoppedBy: '' })
  expect(of(mitte)?.breakers).toEqual([
    { kind: 'slots', state: 'open', failures: 5, retryAfterMs: 60_000 },
    ...['bookings', 'directory', 'webhooks'].map((kind) => ({ kind, state: 'closed', failures: 0, retryAfterMs: 0 })),
  ])
  expect(of(nord)).toMatchObject({ used: 0, stoppedBy: 'blocked' })
  expect(of(nord)?.blockedMs).toBeGreaterThanOrEqual(30_000)
})

it('closes one kind by hand, or all, and writes down that it was done', async () => {
  const { logged, reset, open } = await world()
  await open('slots')
  await open('bookings')
  const states = async (kind: string) => {
    const { credential } = await reset({ credentialId: mitte, kind })
    return credential?.breakers.slice(0, 2).map(({ state }) => state)
  }
  expect(await states('slots')).toEqual(['closed', 'open'])
  expect(await states('')).toEqual(['closed', 'closed'])
  expect(logged[0]).toMatchObject({
    audit: 'breaker_reset',
    tenant: SALON.tenant,
    credential_id: mitte,
    kinds: ['slots'],
    caller: 'api_key',
  })
})

it('lets only administrators reset, and nobody another tenant’s keys', async () => {
  const { reset, list } = await world()
  await expect(reset({ credentialId: mitte }, 'read')).rejects.toMatchObject({ code: 'permission_denied' })
  await expect(reset({ credentialId: mitte }, 'admin', '2')).rejects.toMatchObject({ code: 'not_found', field: 'credential_id' })
  expect(await list('read', '2')).toEqual({ credentials: [] })
  await expect(list('book')).rejects.toMatchObject({ code: 'permission_denied' })
})

it.each([
  [{ credentialId: '' }, 'credential_id'],
  [{ credentialId: mitte, kind: 'everything' }, 'kind'],
])('refuses to reset %o, naming the field', async (request, field) => {
  const { reset } = await world()
  await expect(reset(request)).rejects.toMatchObject({ code: 'invalid_argument', field })
})
