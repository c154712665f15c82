import { AppError } from '@calbridge/core'
import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'
import { currentTraceparent, withSpan } from './trace.ts'

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = []
  write(createLogger('booking', 'info', { write: (line: string) => void lines.push(line) }))
  return JSON.parse(lines.join(''))
}

it('writes one JSON object with level, time, service and message', () => {
  expect(logged((log) => log.info({ appointment: 'a1' }, 'booked'))).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    service: 'booking',
    message: 'booked',
    appointment: 'a1',
  })
})

it('names the active trace and span', async () => {
  const [line, traceparent] = await withSpan('test', {}, async () => [logged((log) => log.info('x')), currentTraceparent()] as const)
  expect(traceparent).toBe(`00-${line.trace_id}-${line.span_id}-01`)
})

it('takes out what stands under a personal or secret name, at any depth and in any spelling', () => {
  const line = logged((log) =>
    log.info(
      { name: 'Jane', request: { customer_email: 'x', 'X-API-Key': 'k', items: [{ phoneNumber: 1 }], id: 7 }, authorization: 'a' },
      'm',
    ),
  )
  expect(line).toMatchObject({
    name: '[redacted]',
    request: { customer_email: '[redacted]', 'X-API-Key': '[redacted]', items: [{ phoneNumber: '[redacted]' }], id: 7 },
    authorization: '[redacted]',
  })
})

it('masks messages, other texts, and errors with their stacks and causes', () => {
  const error = new AppError('internal', 'no mail to jane@example.com', { cause: new Error('tel +4915112345678') })
  const text = JSON.stringify(
    logged((log) => log.error({ err: error, error, url: 'x?e=jane@example.com' }, 'for jane@example.com: Bearer abc')),
  )
  expect(text).not.toMatch(/jane|49151|Bearer abc/)
  expect(text).toContain('no mail to [email]')
  expect(text).toContain('tel [phone]')
  expect(JSON.stringify(logged((log) => log.error(error)))).not.toMatch(/jane|49151/)
})

it('masks formatted arguments and what a child logger is bound to', () => {
  const text = JSON.stringify(logged((log) => log.child({ email: 'a@b.de', who: 'c@d.de' }).info('hello %s', 'jane@example.com')))
  expect(text).not.toMatch(/a@b|c@d|jane/)
})

it('survives cycles, big integers and bytes', () => {
  const cycle: Record<string, unknown> = { count: 1n, bytes: new Uint8Array(3) }
  cycle.self = cycle
  expect(logged((log) => log.info(cycle, 'm'))).toMatchObject({ count: '1', bytes: '[3 bytes]' })
})
