import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { ApiRoute, Route } from './route.ts'
import { problem } from './schemas/answers.ts'

type Json = Record<string, unknown>

/** What any route of tenants can answer beside its own. */
const ALWAYS = [401, 403, 429, 500]
const WITH_BODY = [400, 408, 413, 415, 422]

const REQUEST_ID = { 'X-Request-ID': { description: 'The id of this request, in logs and answers.', schema: { type: 'string' } } }

/** The OpenAPI 3.1 document of the routes, made from the schemas that validate. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'calbridge',
      version,
      description:
        'What is free, and bookings that reach Cal.com. Problems carry the old envelope and the members of RFC 9457 in one body.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}

function operation(route: Route): Json {
  const inApi = route.kind === 'api' ? route : undefined
  const body = inApi?.body && { required: !inApi.bodyOptional, content: { 'application/json': { schema: schemaOf(inApi.body, 'input') } } }
  const raw = route.kind === 'open' &&
    route.method === 'post' && { required: true, content: { 'application/json': { schema: { type: 'object' } } } }
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(inApi && { 'x-permission': inApi.permission }),
    security: inApi ? [{ bearer: [] }, { apiKey: [] }] : [],
    parameters: parametersOf(route),
    ...((body || raw) && { requestBody: body || raw }),
    responses: { ...goodAnswers(route), ...problemsOf(route) },
  }
}

function parametersOf(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  if (route.kind === 'open') return inPath
  return [...inPath, ...inQuery(route), ...(route.changes ? CHANGE_HEADERS : []), ...TENANT_HEADERS]
}

function inQuery({ query }: ApiRoute): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}

function goodAnswers({ answers }: Route): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => {
      const content =
        schema === 'text'
          ? { 'text/plain': { schema: { type: 'string' } } }
          : { 'application/json': { schema: schemaOf(schema, 'output') } }
      return [status, { description: STATUS_CODES[status] ?? status, headers: REQUEST_ID, content }]
    }),
  )
}

function problemsOf(route: Route): Json {
  const own =
    route.kind === 'api' ? [...ALWAYS, ...(route.body ? WITH_BODY : []), ...(route.query ? [422] : []), ...route.problems] : route.problems
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...new Set(own)]
      .sort()
      .map((status) => [status, { description: STATUS_CODES[status] ?? String(status), headers: REQUEST_ID, content }]),
  )
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  return rest
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})

const TENANT_HEADERS = [header('X-Tenant-Id', 'Must be the tenant of the key; also as X-Company-ID.')]

const CHANGE_HEADERS = [
  header(
    'Idempotency-Key',
    'The same key and request give the same answer for 24 hours, marked by `Idempotency-Replayed: true`; of a refusal all but request_id and what is free by now. Another request under it is a 422.',
  ),
  header('Prefer', '`wait=N`: seconds to wait for Cal.com (4 without it, at most 30); `respond-async`: do not wait.'),
]
