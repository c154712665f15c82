import { fileScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { KEYS, startTestGateway, type TestGateway } from '../testing/gateway.ts'

const scope = fileScope()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(scope)
})
const metrics = async () => (await fetch(`http://127.0.0.1:${gateway.metricsPort}/metrics`)).text()

describe('what needs no key', () => {
  it('says how it is, in the old shape and more', async () => {
    const { status, body } = await gateway.call('GET', '/api/health')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'healthy',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      environment: 'test',
      version: '1.0.0',
      checks: { database: 'healthy', cache: 'healthy', redis: 'healthy', storage: 'healthy', queue: 'healthy' },
    })
  })

  it('says what canaries look for', async () => {
    expect((await gateway.call('GET', '/api/v2/test')).body).toEqual({ message: 'V2 API is working' })
  })

  it('shows its page from files of its own: nothing is fetched from elsewhere', async () => {
    const page = await gateway.call('GET', '/docs')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!)
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources) {
      expect(source).toMatch(/^\/docs\//)
      const file = await fetch(gateway.url + source)
      expect(file.status).toBe(200)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50)
    }
  })
})

describe('every answer', () => {
  it('carries the request’s id, the caller’s own where it can be', async () => {
    const own = await gateway.call('GET', '/api/v2/test', { headers: { 'x-request-id': 'call-17' } })
    expect(own.headers.get('x-request-id')).toBe('call-17')
    const odd = await gateway.call('GET', '/api/v2/test', { headers: { 'x-request-id': 'a b<script>' } })
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is counted under its route’s template, never its path', async () => {
    await gateway.call('GET', '/api/v2/bookings/4711', { key: KEYS.reader })
    await gateway.call('GET', '/wp-login.php')
    const text = await metrics()
    expect(text).toContain('calbridge_http_requests_total{route="/api/v2/bookings/{id}",method="GET",code="200"}')
    expect(text).toContain('calbridge_http_requests_total{route="unmatched",method="GET",code="404"}')
    expect(text).toContain('calbridge_http_request_duration_seconds_bucket')
    expect(text).not.toContain('4711')
    expect(text).not.toContain('wp-login')
  })

  it('continues the caller’s trace into the call behind', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    gateway.standIns.reset()
    await gateway.call('GET', '/api/v2/bookings/1', { key: KEYS.reader, headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } })
    expect(gateway.standIns.asked[0]?.call.traceparent).toContain(trace)
  })
})

describe('probes', () => {
  it('live and ready on the metrics port', async () => {
    for (const path of ['/livez', '/readyz']) expect((await fetch(`http://127.0.0.1:${gateway.metricsPort}${path}`)).status).toBe(200)
  })
})
