import type { Request, Response } from 'express'
import type { Answer } from './route.ts'

/** Sends an answer. Problems go as application/json, which old callers expect, or as application/problem+json to whoever asks for that. */
export function send(request: Request, response: Response, { status, body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return
  response.status(status)
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  if (typeof body === 'string') response.type('text/plain; charset=utf-8')
  else response.type(status >= 400 && wantsProblem(request) ? 'application/problem+json' : 'application/json')
  if (headers) response.set(headers)
  response.send(typeof body === 'string' ? body : JSON.stringify(body))
}

const wantsProblem = (request: Request): boolean => /application\/problem\+json/i.test(request.headers.accept ?? '')
