import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..', 'recorded')

/** One request and its answer, as a real Cal.com server gave it. */
export interface Exchange {
  readonly group: string
  readonly name: string
  readonly note?: string
  readonly request: { method: string; path: string; headers?: Record<string, string>; body?: unknown }
  readonly status: number
  readonly body: unknown
}

export interface RecordedDelivery {
  readonly headers: [string, string][]
  readonly raw: string
}

/** Deliveries of one occasion, or a body that the server had stored for later. */
export interface DeliveryCase {
  readonly name: string
  readonly headers?: [string, string][]
  readonly raw?: string
  readonly deliveries?: RecordedDelivery[]
  readonly stored_payload?: unknown
}

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))

/** All exchanges, those of development mode left out: production is what counts. */
export function recordedExchanges(): { exchanges: Exchange[]; development: string[] } {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== 'webhooks-delivered.json')
  const all = files.flatMap((file) => read(file).map((row: object) => ({ group: file.replace('.json', ''), ...row }) as Exchange))
  const isDevelopment = ({ name }: Exchange) => /(^|_)dev(_|$)/.test(name)
  return { exchanges: all.filter((one) => !isDevelopment(one)), development: all.filter(isDevelopment).map(({ name }) => name) }
}

export function recordedDeliveries(): DeliveryCase[] {
  return read('webhooks-delivered.json')
}
