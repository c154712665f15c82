import { fileScope, ownRedis } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'
import { BOOKING, LOOK_UP, MOVE } from '../testing/requests.ts'

const scope = fileScope()
let gateway: TestGateway
let redis: Awaited<ReturnType<typeof ownRedis>>
beforeAll(async () => {
  redis = await ownRedis(scope)
  gateway = await startTestGateway(scope, { REDIS_URL: redis.address })
})

const times = async (count: number, one: () => ReturnType<typeof gateway.call>) => {
  const answers = []
  for (let n = 0; n < count; n++) answers.push(await one())
  return answers
}
// A slow run over the turn of a minute frees a few; the exact count is the contract suite's.
const SLACK = 6

const limited = (method: string, path: string, body?: unknown) => () => gateway.call(method, path, { key: KEYS.limited, body })

describe('limits of a new tenant', () => {
  it.each([
    { route: 'availability', limit: 60, call: () => limited('POST', '/api/v2/availability/simple', LOOK_UP) },
    { route: 'bookings', limit: 20, call: () => limited('POST', '/api/v2/bookings', BOOKING) },
    { route: 'changes', limit: 10, call: () => limited('PATCH', '/api/v2/bookings/1/reschedule', MOVE) },
  ])('are $limit a minute for $route, told in headers of both kinds, and then the old 429', async ({ route, limit, call }) => {
    const answers = await times(limit + SLACK, call())
    const passed = answers.findIndex(({ status }) => status === 429)
    expect(passed).toBeGreaterThanOrEqual(limit)
    expect(answers[0]!.headers.get('x-ratelimit-limit')).toBe(String(limit))
    expect(answers[0]!.headers.get('x-ratelimit-remaining')).toBe(String(limit - 1))
    expect(answers[0]!.headers.get('ratelimit-policy')).toBe(`"${route}";q=${limit};w=60`)
    const last = answers[passed]!
    expect(last.body).toMatchObject({
      success: false,
      status_code: 429,
      message: 'Too many requests. Please slow down.',
      error: 'rate_limit_exceeded',
      retry_after: Number(last.headers.get('retry-after')),
    })
    expect(last.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(last.headers.get('ratelimit')).toMatch(new RegExp(`^"${route}";r=0;t=\\d+$`))
    expect(Number(last.headers.get('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000)
  })

  it('are one tenant’s own', async () => {
    expect((await gateway.call('POST', '/api/v2/availability/simple', { key: KEYS.all, body: LOOK_UP })).status).toBe(200)
  })

  // Last, as it takes Redis away.
  it('are counted here while Redis is gone, and requests are still served', async () => {
    await redis.stop()
    const answers = await times(20 + SLACK, limited('POST', '/api/v2/bookings', BOOKING))
    expect(answers.slice(0, 20).every(({ status }) => status === 201)).toBe(true)
    expect(answers.some(({ status }) => status === 429)).toBe(true)
    const health = await gateway.call('GET', '/api/health')
    expect(health.body).toMatchObject({ status: 'degraded', checks: { redis: 'unhealthy', database: 'healthy' } })
  })
})
