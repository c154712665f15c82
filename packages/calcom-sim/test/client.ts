import type { CalcomSim } from '../src/start.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look wherever they like
  readonly body: any
}

const VERSIONS: [path: string, version: string][] = [
  ['/v2/slots', '2024-09-04'],
  ['/v2/bookings', '2024-08-13'],
  ['/v2/event-types', '2024-06-14'],
  ['/v2/schedules', '2024-06-11'],
]

/** Talks to a simulator as one user, or as nobody. */
export class Client {
  readonly #sim: CalcomSim
  readonly #key: string | undefined

  constructor(sim: CalcomSim, username?: string) {
    this.#sim = sim
    this.#key = sim.world.users.find((user) => user.username === username)?.key ?? undefined
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const version = VERSIONS.find(([prefix]) => path.startsWith(prefix))?.[1]
    const answer = await fetch(this.#sim.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(version ? { 'cal-api-version': version } : {}),
        ...(this.#key ? { authorization: `Bearer ${this.#key}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text }
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path)
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.call('POST', path, body)
  }

  book(eventTypeId: number, start: string, email = 'noor@example.org', more: object = {}): Promise<Answer> {
    return this.post('/v2/bookings', { start, eventTypeId, attendee: { name: 'Noor Haddad', email, timeZone: 'Asia/Kolkata' }, ...more })
  }

  /** The starts listed, flat. */
  async slots(eventTypeId: number, start: string, end: string, more = ''): Promise<string[]> {
    const { body } = await this.get(
      `/v2/slots?eventTypeId=${eventTypeId}&start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}${more}`,
    )
    return Object.values(body.data as Record<string, { start: string }[]>).flatMap((day) => day.map((slot) => slot.start))
  }
}

const EVERY_DAY = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export const hours = (startTime: string, endTime: string) => [{ days: EVERY_DAY, startTime, endTime }]
