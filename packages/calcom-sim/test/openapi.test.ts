import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startCalcomSim } from '../src/start.ts'
import { Scene } from './judge/scene.ts'
import { KNOWN_DIFFERENCES } from './openapi/known-differences.ts'
import { toJsonSchema } from './openapi/schema.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

const FILE = process.env.CALCOM_OPENAPI
if (!FILE) console.log('openapi: skipped, CALCOM_OPENAPI does not name Cal.com’s OpenAPI file')

describe.runIf(FILE)('answers fit the OpenAPI document, its known errors aside', () => {
  // biome-ignore lint/suspicious/noExplicitAny: somebody else's document
  const document: any = FILE ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  let scene: Scene
  let uid: string

  beforeAll(async () => {
    scene = new Scene(await startCalcomSim())
    scene.begin()
    const first = await scene.book({ start: '2026-12-02T08:00:00Z', guests: ['g@example.com'] })
    uid = await scene.move(first, '2026-12-02T09:00:00Z', { reschedulingReason: 'rain', rescheduledBy: 'jane@example.com' })
    await scene.book({ start: '2026-12-02T10:00:00Z', type: 12 })
    await scene.call('POST', '/v2/webhooks', {
      active: true,
      subscriberUrl: 'http://127.0.0.1:9/x',
      triggers: ['BOOKING_CREATED'],
      secret: 's',
    })
  })
  afterAll(() => {
    for (const { property, reason } of KNOWN_DIFFERENCES) console.log(`openapi: known difference ${property}: ${reason}`)
    return scene.sim.close()
  })

  it.each<[method: string, template: string, path: () => string, body?: object]>([
    ['get', '/v2/bookings', () => '/v2/bookings'],
    ['get', '/v2/bookings', () => '/v2/bookings?attendeeEmail=nobody@example.com'],
    ['get', '/v2/bookings/{bookingUid}', () => `/v2/bookings/${uid}`],
    ['post', '/v2/bookings/{bookingUid}/reschedule', () => `/v2/bookings/${uid}/reschedule`, { start: '2026-12-03T09:00:00Z' }],
    ['get', '/v2/event-types', () => '/v2/event-types'],
    ['get', '/v2/event-types/{eventTypeId}', () => '/v2/event-types/4'],
    ['get', '/v2/schedules', () => '/v2/schedules'],
    ['get', '/v2/me', () => '/v2/me'],
    ['get', '/v2/webhooks', () => '/v2/webhooks'],
    ['post', '/v2/slots/reservations', () => '/v2/slots/reservations', { eventTypeId: 2, slotStart: '2026-12-04T09:00:00Z' }],
    ['get', '/v2/slots', () => '/v2/slots?eventTypeId=1&start=2026-12-07&end=2026-12-08'],
  ])('%s %s', async (method, template, path, body) => {
    const { status, body: answer } = await scene.call(method.toUpperCase(), path(), body)
    const { responses } = document.paths[template][method]
    const documented = responses[status] ?? responses['200'] ?? responses['201']
    const validate = ajv.compile(toJsonSchema(document, documented.content['application/json'].schema))
    // The document shows slots without the envelope that they come in.
    const valid = validate(template === '/v2/slots' ? answer.data : answer)
    const texts = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
    expect(valid ? [] : [...new Set(texts)]).toEqual([])
  })
})
