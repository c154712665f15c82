import { Counter, Histogram } from 'prom-client'

const requests = new Counter({
  name: 'calbridge_http_requests_total',
  help: 'HTTP requests by route template, method and status.',
  labelNames: ['route', 'method', 'code'],
})

const durations = new Histogram({
  name: 'calbridge_http_request_duration_seconds',
  help: 'Time from the request to its answer, by route template.',
  labelNames: ['route', 'method'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
})

const limiterFallbacks = new Counter({
  name: 'calbridge_rate_limiter_fallbacks_total',
  help: 'Requests that this process counted alone, because Redis did not answer.',
})

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export function requestHandled(handled: { route: string; method: string; status: number; durationMs: number }): void {
  const { route, status, durationMs } = handled
  // Node's parser knows some thirty methods, and callers make use of them all.
  const method = METHODS.has(handled.method) ? handled.method : 'other'
  requests.inc({ route, method, code: status })
  durations.observe({ route, method }, durationMs / 1_000)
}

export const limiterFellBack = (): void => limiterFallbacks.inc()
