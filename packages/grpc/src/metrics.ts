import { Counter, Histogram } from 'prom-client'

const handled = new Counter({
  name: 'calbridge_grpc_server_handled_total',
  help: 'RPCs answered, by their gRPC status.',
  labelNames: ['service', 'method', 'code'],
})

const duration = new Histogram({
  name: 'calbridge_grpc_server_duration_seconds',
  help: 'From the request’s arrival to its answer.',
  labelNames: ['service', 'method'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})

/** One per method: the labels are hashed once, not with every call. */
export function methodMetrics(service: string, method: string): (code: string, seconds: number) => void {
  const seen = duration.labels(service, method)
  const ok = handled.labels(service, method, 'OK')
  return (code, seconds) => {
    seen.observe(seconds)
    if (code === 'OK') ok.inc()
    else handled.inc({ service, method, code })
  }
}
