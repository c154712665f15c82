import { Agent, request } from 'node:http'
import type { Scope } from '@calbridge/core'

export type Post = (body: string, headers: Record<string, string>) => Promise<void>

const TIMEOUT_MS = 30_000

/** Posts JSON over connections that are kept; rejects unless it is answered with a 200 whose answer was read to the end. */
export function poster(url: string, connections: number, scope: Scope): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  scope.defer(`connections to ${url}`, () => agent.destroy())
  return (body, headers) =>
    new Promise((resolve, reject) => {
      const length = String(Buffer.byteLength(body))
      const options = { agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': length, ...headers } }
      const sent = request(url, options, (response) => {
        response.resume()
        response.once('error', reject)
        response.once('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`${url} answered ${response.statusCode}`))
        })
      })
      sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error(`${url}: no answer within ${TIMEOUT_MS} ms`)))
      sent.once('error', reject)
      sent.end(body)
    })
}
