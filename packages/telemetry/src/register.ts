// Preloaded: `node --import @calbridge/telemetry/register`. The only reader of OTEL_*.
// Without an endpoint nothing is loaded, and the start costs nothing.
if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT || process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
  const { startSdk } = await import('./sdk.ts')
  startSdk()
}
