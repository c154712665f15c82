import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NodeSDK } from '@opentelemetry/sdk-node'

/** A collector that hangs must not keep a stopped process. */
const FLUSH_MS = 5_000

/** Sends spans in batches by OTLP (http/protobuf unless `OTEL_EXPORTER_OTLP_PROTOCOL` says otherwise), the last ones before the process ends. */
export function startSdk(): void {
  process.env.OTEL_SERVICE_NAME ??= packageName(dirname(process.argv[1] ?? '.'))
  // Metrics are Prometheus' and logs stdout's; the SDK would send both by default.
  process.env.OTEL_METRICS_EXPORTER ??= 'none'
  process.env.OTEL_LOGS_EXPORTER ??= 'none'
  const sdk = new NodeSDK({ instrumentations: [] })
  sdk.start()

  // `run` of core lets a stopped process end by itself, and this comes last: the closers' spans are in.
  process.once('beforeExit', () => {
    setTimeout(() => process.exit(), FLUSH_MS).unref()
    sdk.shutdown().catch(() => {})
  })
}

/** Of the nearest package.json, without its scope. */
function packageName(folder: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string }
    if (name) return name.split('/').at(-1)!
  } catch {
    // None here, or not readable: the parent may have one.
  }
  const parent = dirname(folder)
  return parent === folder ? 'calbridge' : packageName(parent)
}
