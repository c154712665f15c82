import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { mountDocs } from './docs.ts'
import { type Label, runExchange, type ServeDeps } from './exchange.ts'
import { HttpError } from './http-error.ts'
import type { Route } from './route.ts'
import { serveApi } from './serve-api.ts'
import { serveOpen } from './serve-open.ts'

const UNMATCHED: Label = { route: 'unmatched' }

/** Express with the routes mounted, 405 for their other methods, and a JSON 404 for all else. */
export function createApp(routes: readonly Route[], deps: ServeDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')

  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const mounted = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
    for (const route of ofPath) mounted[route.method](handlerOf(route, deps))
    mounted.all(otherMethods(path, ofPath, deps))
  }
  mountDocs(app)

  app.use((request, response) =>
    runExchange(UNMATCHED, request, response, deps, async () => {
      throw new HttpError(404, 'No such route: /docs shows all there are, /openapi.json describes them', { reason: 'route_not_found' })
    }),
  )
  // Express' own errors, all of them about the URL.
  const malformed: ErrorRequestHandler = (_error, request, response, _next) =>
    runExchange(UNMATCHED, request, response, deps, async () => {
      throw new HttpError(400, 'The URL is malformed', { reason: 'malformed_url' })
    })
  app.use(malformed)
  return app
}

const handlerOf =
  (route: Route, deps: ServeDeps): RequestHandler =>
  (request, response) =>
    runExchange({ route: route.path, wording: route.kind === 'api' ? route.wording : undefined }, request, response, deps, (exchange) =>
      route.kind === 'api' ? serveApi(route, request, exchange, deps) : serveOpen(route, request, exchange, deps),
    )

function otherMethods(path: string, routes: readonly Route[], deps: ServeDeps): RequestHandler {
  const allowed = routes.map(({ method }) => method.toUpperCase())
  const Allow = (allowed.includes('GET') ? [...allowed, 'HEAD', 'OPTIONS'] : [...allowed, 'OPTIONS']).join(', ')
  return (request, response) =>
    runExchange({ route: path }, request, response, deps, async () => {
      if (request.method === 'OPTIONS') return { status: 204, body: '', headers: { Allow } }
      throw new HttpError(405, `${request.method} is not allowed here`, { reason: 'method_not_allowed', headers: { Allow } })
    })
}
