import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { CalcomSim } from '../../src/start.ts'
import type { WorldSpec } from '../../src/world/spec.ts'
import { BASE, KEYS, RECORDED_AT } from './world.ts'

export type Who = keyof typeof KEYS | 'nobody'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: answers are what is being judged
  readonly body: any
}

interface Booking {
  start: string
  type?: number
  name?: string
  email?: string
  as?: Who
  [more: string]: unknown
}

/** A simulator and the people who use it, through its public endpoints. Each step throws unless it succeeds. */
export class Scene {
  readonly sim: CalcomSim

  constructor(sim: CalcomSim) {
    this.sim = sim
  }

  begin(world: WorldSpec = BASE, seed = 1): void {
    this.sim.control.reset(seed)
    this.sim.control.createWorld(world)
    this.sim.control.clock({ now: RECORDED_AT })
  }

  /** Any request, whatever comes of it. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    // Not fetch: it adds `cache-control: no-cache` to a conditional request, which then is none.
    const asked = request(this.sim.url + path, { method, headers })
    asked.end(text)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const raw = (await answer.toArray()).join('')
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: raw === '' ? '' : JSON.parse(raw) }
  }

  async call(method: string, path: string, body?: unknown, as: Who = 'alice', version = versionOf(path)): Promise<Answer> {
    const answer = await this.send(method, path, body, headersOf(as, version))
    if (answer.status >= 300) throw new Error(`given: ${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }

  /** Gives the uid. */
  async book({ as, type = 1, name = 'Jane Doe', email = 'jane@example.com', ...more }: Booking): Promise<string> {
    const phone = '+4915112345678'
    const body = {
      eventTypeId: type,
      attendee: { name, email, timeZone: 'Europe/Berlin' },
      location: { type: 'attendeePhone', phone },
      metadata: { calbridge_request_id: 'req-1', channel: 'voice' },
      ...more,
    }
    return (await this.call('POST', '/v2/bookings', body, as)).body.data.uid
  }

  /** Gives the new uid. */
  async move(uid: string, start: string, more: object = {}, as: Who = 'alice'): Promise<string> {
    return (await this.call('POST', `/v2/bookings/${uid}/reschedule`, { start, ...more }, as)).body.data.uid
  }

  async act(uid: string, action: 'cancel' | 'confirm' | 'decline', body: object = {}, as: Who = 'alice'): Promise<void> {
    await this.call('POST', `/v2/bookings/${uid}/${action}`, action === 'cancel' ? { cancellationReason: 'x', ...body } : body, as)
  }

  /** A booking that is over: made in time, on the Friday before. */
  async past(start = '2026-11-20T09:00:00Z', who: object = { name: 'Past One', email: 'past.one@example.com' }): Promise<string> {
    this.sim.control.clock({ now: '2026-11-19T06:00:00Z' })
    const uid = await this.book({ start, ...who })
    this.sim.control.clock({ now: RECORDED_AT })
    return uid
  }

  /** Gives the reservation's uid. */
  async reserve(slotStart: string, eventTypeId = 1): Promise<string> {
    return (await this.call('POST', '/v2/slots/reservations', { eventTypeId, slotStart })).body.data.reservationUid
  }

  async change(eventTypeId: number, changes: object): Promise<void> {
    await this.call('PATCH', `/v2/event-types/${eventTypeId}`, changes)
  }
}

export function headersOf(as: Who, version: string | undefined): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    ...(as === 'nobody' ? {} : { Authorization: `Bearer ${KEYS[as]}` }),
    ...(version ? { 'cal-api-version': version } : {}),
  }
}

export function versionOf(path: string): string | undefined {
  if (path.startsWith('/v2/slots')) return '2024-09-04'
  if (path.startsWith('/v2/event-types')) return '2024-06-14'
  if (path.startsWith('/v2/schedules')) return '2024-06-11'
  return path.startsWith('/v2/bookings') ? '2024-08-13' : undefined
}
