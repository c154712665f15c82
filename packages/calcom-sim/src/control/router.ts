import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { iso } from '../clock.ts'
import { ApiError } from '../http/errors.ts'
import type { FaultSpec } from '../http/faults.ts'
import type { Sim } from '../sim.ts'
import type { EventTypeSpec, ScheduleSpec, UserSpec, WebhookSpec } from '../world/spec.ts'
import { SimControl } from './control.ts'

type Answer = (req: Request) => unknown

/** `/_sim`: no key, no limit, not in the journal. Answers JSON; what is wrong comes as 400 `{error}`. */
export function controlRouter(sim: Sim): Router {
  const router = Router()
  const control = new SimControl(sim)
  const on = (method: 'get' | 'post' | 'delete', path: string, answer: Answer) =>
    router[method](path, async (req: Request, res: Response) => {
      res.json((await answer(req)) ?? { status: 'ok' })
    })
  const list = <T>(body: unknown): T[] => (Array.isArray(body) ? body : [body]) as T[]

  on('get', '/health', () => control.stats())
  on('post', '/reset', ({ body }) => control.reset(body?.seed))
  on('post', '/world', ({ body }) => control.createWorld(body))
  on('get', '/world', () => control.describeWorld())
  on('post', '/users', ({ body }) => control.createWorld({ users: list<UserSpec>(body) }))
  on('post', '/schedules', ({ body }) => control.createWorld({ schedules: list<ScheduleSpec>(body) }))
  on('post', '/event-types', ({ body }) => control.createWorld({ eventTypes: list<EventTypeSpec>(body) }))
  on('post', '/webhooks', ({ body }) => control.createWorld({ webhooks: list<WebhookSpec>(body) }))

  on('post', '/webhooks/move', ({ body }) => control.moveWebhooks(String(body.subscriberUrl)))

  on('get', '/journal', ({ query }) => ({
    entries: control.journal(journalFilter(query)),
    counts: control.journalCounts(journalFilter(query)),
  }))
  on('delete', '/journal', () => control.clearJournal())

  on('get', '/faults', () => control.faults())
  on('post', '/faults', ({ body }) => list<FaultSpec>(body).map((spec) => control.addFault(spec)))
  on('delete', '/faults', () => control.clearFaults())
  on('delete', '/faults/:id', ({ params }) => control.clearFaults(Number(params.id)))
  on('post', '/down', ({ body }) => control.down(body?.mode))
  on('post', '/up', () => control.up())
  on('post', '/clock', ({ body }) => ({
    now: control.clock({ ...body, ...(body?.offset === undefined ? {} : { offsetMs: body.offset }) }),
  }))
  on('get', '/clock', () => ({ now: control.clock() }))
  on('post', '/cron', () => control.cron())
  on('post', '/race', ({ body }) => control.race(body.parties, body.timeoutMs))
  on('post', '/latency', ({ body }) => control.latency(body.option ?? body))
  on('post', '/limits', ({ body: { user, ...limit } }) => control.rateLimit(limit, user))

  for (const action of ['book', 'move', 'cancel', 'confirm', 'decline'] as const) {
    on('post', `/customer/${action}`, async ({ body }) => ({ status: 'success', data: await control.customer[action](body) }))
  }

  on('get', '/bookings', ({ query }) => control.bookings(query.user === undefined ? undefined : String(query.user)))
  on('get', '/deliveries', ({ query }) => control.deliveries(query))
  on('post', '/deliveries/redeliver', async ({ body }) => ({
    sent: await control.redeliver(body.all === true ? 'all' : (body.ids ?? 'all'), body.times, body.order),
  }))
  on('post', '/deliveries/policy', ({ body }) => control.deliveryPolicy(body))
  on('post', '/deliveries/settings', ({ body }) => control.webhookSettings(body))
  on('post', '/deliveries/settle', () => control.settleDeliveries())

  router.use((req, res) => {
    res.status(404).json({ error: `no such control: ${req.method} /_sim${req.path}` })
  })
  router.use(asJson)
  return router
}

function journalFilter(query: Request['query']): Record<string, string> {
  const { since, path, user, key, method } = query as Record<string, string>
  return JSON.parse(JSON.stringify({ since, path, user: user ?? key, method }))
}

/** A refusal of Cal.com's rules keeps its status and shape; the rest is a mistake in the request. */
const asJson: ErrorRequestHandler = (error: unknown, req, res, _next) => {
  if (error instanceof ApiError) res.status(error.status).json(error.body(req.originalUrl, iso(Date.now())))
  else res.status(400).json({ error: error instanceof Error ? error.message : String(error) })
}
