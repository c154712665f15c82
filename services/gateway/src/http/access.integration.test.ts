import { SALON } from '@calbridge/directory/testing'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { expectRefused } from '../testing/refused.ts'
import { BOOKING, MOVE } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
beforeEach(() => gateway.standIns.reset())

describe('who may not', () => {
  it.each([
    { what: 'no key', options: {} },
    { what: 'a wrong key', options: { key: 'wrong' } },
    { what: 'a revoked key', options: { key: KEYS.revoked } },
    { what: 'the hash of a key', options: { key: SALON.apiKey.hash } },
    { what: 'an empty header', options: { headers: { authorization: 'Bearer ' } } },
  ])('is told 401, and the body is not looked at: $what', async ({ options }) => {
    const answer = await gateway.call('POST', '/api/v2/bookings', { ...options, body: '{broken' })
    expectRefused(gateway, answer, 401)
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
  })

  it('takes the key as X-API-Key too', async () => {
    expect((await gateway.call('GET', '/api/v2/bookings/1', { headers: { 'x-api-key': KEYS.reader } })).status).toBe(200)
  })

  it.each([
    { method: 'POST', path: '/api/v2/bookings', body: BOOKING, key: KEYS.reader },
    { method: 'PATCH', path: '/api/v2/bookings/1/reschedule', body: MOVE, key: KEYS.booker },
    { method: 'DELETE', path: '/api/v2/bookings/1', body: undefined, key: KEYS.booker },
    { method: 'GET', path: '/api/v2/bookings', body: undefined, key: KEYS.booker },
    { method: 'GET', path: '/api/v2/availability/answers?call_id=1', body: undefined, key: KEYS.reader },
    { method: 'GET', path: '/api/v2/availability/answers/1', body: undefined, key: KEYS.reader },
  ])('is told 403 for $method $path without the permission', async ({ method, path, body, key }) => {
    expectRefused(gateway, await gateway.call(method, path, { key, body }), 403)
  })

  it.each(['x-tenant-id', 'x-company-id'])('is told 403 when %s names another tenant, and let in when it names its own', async (name) => {
    expectRefused(gateway, await gateway.call('GET', '/api/v2/bookings', { key: KEYS.all, headers: { [name]: '2' } }), 403)
    expect((await gateway.call('GET', '/api/v2/bookings', { key: KEYS.all, headers: { [name]: '1' } })).status).toBe(200)
  })
})
