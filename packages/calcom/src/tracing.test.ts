import { type Tracer, trace } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { CalcomError } from './errors.ts'
import { spanned } from './tracing.ts'

it('names spans by route, with nothing of the booking in them, and the kind of a failure', async () => {
  const told: unknown[] = []
  const span = {
    setAttribute: (...attribute: unknown[]) => {
      told.push(attribute)
      return span
    },
    setStatus: (status: unknown) => {
      told.push(status)
      return span
    },
    end: () => told.push('end'),
  }
  const tracer = {
    startActiveSpan: (name: string, options: object, work: (started: typeof span) => unknown) => {
      told.push(name, options)
      return work(span)
    },
  } as unknown as Tracer
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  const operation = { method: 'GET', route: '/v2/bookings/{uid}', path: '/v2/bookings/secretuid?attendeeEmail=jane@example.com' }
  const failed = new CalcomError('not_found', 'x', { sent: true, status: 404, cause: 'jane@example.com' })
  await expect(spanned(operation, 'sync', 'abcd1234', () => Promise.reject(failed))).rejects.toBe(failed)
  expect(told[0]).toBe('calcom GET /v2/bookings/{uid}')
  expect(told).toContainEqual(['error.type', 'not_found'])
  expect(told.at(-1)).toBe('end')
  expect(JSON.stringify(told)).not.toMatch(/jane|secretuid/)
})
