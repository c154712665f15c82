import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Scope } from '@calbridge/core'
import { collectDefaultMetrics, register } from 'prom-client'

type Check = () => boolean | Promise<boolean>

export interface MetricsServerOptions {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  /** One check, or several by name: the answer then says which is not ready. */
  readonly ready: Check | Readonly<Record<string, Check>>
}

/** A check that hangs is not ready. Below the kubelet's default probe time-out of 1 s. */
const CHECK_TIMEOUT_MS = 800

/** Serves `/metrics`, `/livez` and `/readyz`. Not ready is a 503 with `{ready: false, not_ready: [names]}`. */
export async function startMetricsServer({ host, port, ready }: MetricsServerOptions, scope: Scope): Promise<{ port: number }> {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics()
  const checks = typeof ready === 'function' ? { service: ready } : ready

  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/metrics': async (response) => void response.setHeader('content-type', register.contentType).end(await register.metrics()),
    '/livez': async (response) => json(response, 200, { live: true }),
    '/readyz': async (response) => {
      const failing = await notReady(checks)
      json(response, failing.length === 0 ? 200 : 503, failing.length === 0 ? { ready: true } : { ready: false, not_ready: failing })
    },
  }

  const server = createServer((request, response) => {
    const route = request.method === 'GET' ? routes[(request.url ?? '').split('?')[0]!] : undefined
    if (!route) return json(response, 404, { error: 'not found' })
    route(response).catch(() => json(response, 500, { error: 'internal error' }))
  })
  server.listen(port, host)
  await once(server, 'listening')
  scope.defer('metrics server', () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { port: (server.address() as AddressInfo).port }
}

async function notReady(checks: Readonly<Record<string, Check>>): Promise<string[]> {
  const failing: string[] = []
  await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      if (!(await holds(check))) failing.push(name)
    }),
  )
  return failing.sort()
}

async function holds(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  try {
    const tooLate = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false)
    })
    return await Promise.race([check(), tooLate])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
