import { type Agent, dayStartMs, type Heard, type Offer, READ_MS, rangeEndMs } from './agent.ts'
import type { Key } from './keys.ts'

/** A host in Cal.com. */
export interface Host {
  readonly eventTypeId: number
  readonly apiKey: string
}

export interface Cal {
  /** Starts of so many days from the key's day on, in one call. */
  starts(key: Key, days: number): Promise<number[]>
  book(offer: Offer): Promise<boolean>
}

// Cal.com answers for a whole week what it answers for a day.
export const ALTERNATIVE_DAYS = 8
const WRITE_MS = 30_000

/** Cal.com's API as anybody calls it. */
export function calOf(url: string, hosts: readonly Host[]): Cal {
  const ask = async (service: number, path: string, version: string, init: RequestInit): Promise<Response> => {
    const { apiKey } = hosts[service]!
    const headers = { authorization: `Bearer ${apiKey}`, 'cal-api-version': version, 'content-type': 'application/json' }
    return fetch(`${url}${path}`, { ...init, headers })
  }
  return {
    async starts(key, days) {
      const range = { start: new Date(dayStartMs(key)).toISOString(), end: new Date(rangeEndMs(key, days)).toISOString() }
      const query = new URLSearchParams({ eventTypeId: String(hosts[key.service]!.eventTypeId), ...range })
      const answer = await ask(key.service, `/v2/slots?${query}`, '2024-09-04', {})
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const { data } = (await answer.json()) as { data: Record<string, { start: string }[]> }
      return Object.values(data).flatMap((slots) => slots.map(({ start }) => Date.parse(start)))
    },
    async book({ service, startMs }) {
      const body = JSON.stringify({
        eventTypeId: hosts[service]!.eventTypeId,
        start: new Date(startMs).toISOString(),
        attendee: { name: 'Bench Kundin', email: `bench-${startMs}@example.com`, timeZone: 'UTC' },
      })
      const signal = AbortSignal.timeout(WRITE_MS)
      return (await ask(service, '/v2/bookings', '2024-08-13', { method: 'POST', body, signal })).ok
    },
  }
}

/** Every question is a call to Cal.com; alternatives are one ranged call. */
export function directAgent(cal: Cal): Agent {
  const read = async (key: Key, days: number): Promise<Heard> => ({
    offers: (await inTime(cal.starts(key, days))).map((startMs) => ({ service: key.service, startMs })),
    waited: true,
    stale: false,
  })
  return { lookUp: (key) => read(key, 1), alternatives: (key) => read(key, ALTERNATIVE_DAYS), book: (offer) => cal.book(offer) }
}

/** A caller who hears nothing gives up. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('nothing was heard in time')), READ_MS)
  return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer))
}
