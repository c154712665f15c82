import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express'
import { iso } from '../clock.ts'
import { controlRouter } from '../control/router.ts'
import type { Sim } from '../sim.ts'
import { credentialOf } from './auth.ts'
import { ApiError, bare, exception } from './errors.ts'
import { injectFault } from './inject-fault.ts'
import type { Entry } from './journal.ts'
import { addRoute } from './route.ts'
import { ROUTES } from './routes.ts'

/** Cal.com's API v2 under `/v2`, and the control of the simulator under `/_sim`. */
export function createApp(sim: Sim): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use('/_sim', express.json({ limit: '20mb' }), controlRouter(sim))
  app.use((req, res, next) => {
    res.setHeader('X-Request-Id', randomUUID())
    res.setHeader('Access-Control-Allow-Origin', '*')
    if (req.url.startsWith('/api/v2')) req.url = req.url.slice('/api'.length)
    next()
  })
  app.use((req, res, next) => void journal(sim, req, res, next))
  app.use(express.json({ limit: '100kb' }))
  app.get('/health', (_req, res) => {
    res.type('text').send('OK')
  })
  for (const route of ROUTES) addRoute(app, sim, route)
  app.use((req, _res, next) => next(exception(404, `Cannot ${req.method} ${req.url}`)))
  app.use(renderError(sim))
  return app
}

async function journal(sim: Sim, req: Request, res: Response, next: NextFunction): Promise<void> {
  const started = performance.now()
  const nowMs = sim.clock.now()
  const user = userOf(sim, req)
  const entry: Entry = { at: iso(nowMs), atMs: nowMs, user, method: req.method, path: req.url, status: 0, durationMs: 0, fault: null }
  sim.journal.add(entry)
  res.once('close', () => {
    entry.durationMs = Math.round(performance.now() - started)
    if (res.writableFinished) entry.status = res.statusCode
  })
  if (sim.down === 'reset') return void req.socket.resetAndDestroy()
  if (sim.down === '503') return next(bare(503, 'Service Unavailable'))
  const fault = sim.faults.take({ method: req.method, path: req.url, user })
  if (!fault) return next()
  entry.fault = fault.kind
  await injectFault(sim, fault, req, res, next)
}

/** Names the caller without giving the key away. */
function userOf(sim: Sim, req: Request): string {
  const credential = credentialOf(req)
  if (credential === undefined) return 'ip'
  const key = sim.world.keys.get(credential)
  return key ? sim.world.user(key.userId).username : `unknown:${credential.slice(-4)}`
}

const renderError =
  (sim: Sim): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    if (res.headersSent) return void req.socket.destroy()
    const known = error instanceof ApiError ? error : ofBodyParser(error)
    if (!known) console.error(error)
    const { status, body } = known ?? bare(500, 'Internal server error')
    res.status(status).json(body(req.url, iso(sim.clock.now())))
  }

function ofBodyParser(error: unknown): ApiError | undefined {
  const { type, message } = error as { type?: string; message?: string }
  if (type === 'entity.too.large') return bare(413, 'request entity too large')
  if (type === 'entity.parse.failed' || type === 'charset.unsupported') return exception(400, message ?? 'Bad Request')
  return type?.startsWith('request.') ? exception(400, message ?? type) : undefined
}
