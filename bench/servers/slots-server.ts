import { createServer } from 'node:http'
import { serveParent } from './parent.ts'

// A Cal.com that knows every event type and limits nobody: for more keys than a simulated one has users.

const DAY_MS = 86_400_000
const FIRST_MS = 9 * 3_600_000
const STEP_MS = 15 * 60_000
const STARTS = 36

serveParent(async ({ port }: { port: number }) => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('content-type', 'application/json')
    if (url.pathname !== '/v2/slots') return response.writeHead(404).end('{"status":"error","error":{"message":"not here"}}')
    const [from, to] = ['start', 'end'].map((name) => Date.parse(url.searchParams.get(name) ?? ''))
    response.end(JSON.stringify({ status: 'success', data: slotsOf(from ?? 0, to ?? 0) }))
  })
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening))
  return {}
})

/** The same hours on every day. */
function slotsOf(fromMs: number, toMs: number): Record<string, { start: string; end: string }[]> {
  const days: Record<string, { start: string; end: string }[]> = {}
  for (let dayMs = Math.floor(fromMs / DAY_MS) * DAY_MS; dayMs <= toMs; dayMs += DAY_MS) {
    const iso = (ms: number) => new Date(dayMs + FIRST_MS + ms).toISOString()
    days[iso(0).slice(0, 10)] = Array.from({ length: STARTS }, (_, n) => ({ start: iso(n * STEP_MS), end: iso((n + 2) * STEP_MS) }))
  }
  return days
}
