import { hotCounter, hotHistogram } from '@calbridge/telemetry'
import { status } from '@grpc/grpc-js'

const handled = hotCounter({
  name: 'calbridge_grpc_server_handled_total',
  help: 'RPCs answered, by their gRPC status.',
})

const duration = hotHistogram({
  name: 'calbridge_grpc_server_duration_seconds',
  help: 'From the request’s arrival to its answer.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})

const CODES = Object.values(status).filter((code) => typeof code === 'string')

/** One per method. `code` is the name of a gRPC status. */
export function methodMetrics(service: string, method: string): (code: string, seconds: number) => void {
  const seen = duration({ service, method })
  const counts = new Map(CODES.map((code) => [code as string, handled({ service, method, code })]))
  return (code, seconds) => {
    seen(seconds)
    counts.get(code)?.()
  }
}
