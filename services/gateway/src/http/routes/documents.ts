import { z } from 'zod'
import { openRoute, type Route } from '../route.ts'

/** The OpenAPI document, made once; it describes itself too. */
export function openApiJson(describe: (itself: Route) => object): Route {
  let document: object | undefined
  const itself: Route = openRoute({
    method: 'get',
    path: '/openapi.json',
    operationId: 'openApi',
    summary: 'This document',
    answers: { 200: z.object({ openapi: z.string() }) },
    problems: [],
    handle: async () => {
      document ??= describe(itself)
      return { status: 200, body: document }
    },
  })
  return itself
}
