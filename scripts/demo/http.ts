import type { StackFile } from '../stack/stack-file.ts'

const TIMEOUT_MS = 30_000

export interface Answer<T> {
  readonly status: number
  readonly body: T
  readonly tookMs: number
}

export type Ask = <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer<T>>

/** Asks an HTTP API for JSON; any status is an answer. */
export const asker =
  (baseUrl: string, own: Record<string, string> = {}): Ask =>
  async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const begun = performance.now()
    const response = await fetch(baseUrl + path, {
      method,
      headers: { ...own, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T,
      tookMs: performance.now() - begun,
    }
  }

export const gatewayOf = ({ gateway, tenant }: StackFile): Ask => asker(gateway, { authorization: `Bearer ${tenant.apiKey}` })

/** The sum of a counter's samples whose labels contain `labels`, over all replicas of a service. */
export async function counter({ metrics }: StackFile, service: string, name: string, labels: Record<string, string>): Promise<number> {
  const urls = Object.entries(metrics).filter(([instance]) => instance === service || instance.startsWith(`${service}-`))
  const texts = await Promise.all(urls.map(async ([, url]) => (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text()))
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
