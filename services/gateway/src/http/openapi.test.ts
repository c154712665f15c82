import { describe, expect, it } from 'vitest'
import { openApiDocument } from './openapi.ts'
import { routesOf } from './routes/index.ts'

// The routes alone: nothing is called.
const routes = routesOf({
  backends: { booking: {}, availability: {}, webhookIngest: {} },
  health: { checks: {}, version: '1.0.0' },
  config: { lookUpMs: 1, writeMs: 1 },
} as unknown as Parameters<typeof routesOf>[0])
// biome-ignore lint/suspicious/noExplicitAny: a document
const document = JSON.parse(JSON.stringify(openApiDocument(routes, '1.0.0'))) as any

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  // biome-ignore lint/suspicious/noExplicitAny: a document
  Object.entries(item as Record<string, any>).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  it('contains every route, each with an operation id of its own', () => {
    expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(
      routes.map(({ path, method }) => `${method} ${path}`).sort(),
    )
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length)
  })

  it('has the shape of OpenAPI 3.1: every operation says who may call it, its parameters, and its answers', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'calbridge', version: '1.0.0' } })
    for (const { path, operation } of operations) {
      expect(operation).toMatchObject({ summary: expect.any(String), security: expect.any(Array), responses: expect.any(Object) })
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[1-5]\d\d$/)
        expect(response).toMatchObject({ description: expect.any(String), content: expect.any(Object) })
      }
      const named = operation.parameters.filter((one: { in: string }) => one.in === 'path').map((one: { name: string }) => one.name)
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    }
  })

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer!.split('/'))
    for (const pointer of references) expect(pointer.reduce((at, name) => at?.[name], document)).toBeTypeOf('object')
    expect(references.length).toBeGreaterThan(10)
  })

  it('says what a body must have, as the schemas that validate do', () => {
    const body = document.paths['/api/v2/bookings'].post.requestBody.content['application/json'].schema
    expect(body.required).toEqual(['service_id', 'branch_id', 'customer'])
    expect(Object.keys(body.properties)).toEqual(expect.arrayContaining(['start', 'start_time', 'timeZone', 'timezone', 'staff_id']))
  })
})
