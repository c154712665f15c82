import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@calbridge/core'
import { testScope } from '@calbridge/testkit'
import { memoryBreaker } from '../breaker/memory-breaker.ts'
import { memoryBudget } from '../budget/memory-budget.ts'
import type { Budget } from '../budget.ts'
import { type CalcomClient, type CalcomClientOptions, calcomClient } from '../client.ts'
import type { CalcomError } from '../errors.ts'

interface Fake {
  readonly client: CalcomClient
  readonly requests: { readonly method: string; readonly url: string; readonly body: string }[]
  readonly budget: Budget
}

/** A client, and a Cal.com that answers as it is told. */
export async function fake(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  given: Partial<CalcomClientOptions> = {},
): Promise<Fake> {
  const requests: Fake['requests'] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({ method: request.method ?? '', url: request.url ?? '', body: Buffer.concat(chunks).toString() })
    answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const budget = memoryBudget({ clock: systemClock })
  const clock = systemClock
  const client = calcomClient({
    baseUrl: `http://127.0.0.1:${port}/v2`,
    apiKey: 'cal_x',
    budget,
    breaker: memoryBreaker({ clock }),
    clock,
    writeTimeoutMs: 300,
    ...given,
  })
  testScope().defer('server', () => {
    server.closeAllConnections()
    server.close()
    return client.close()
  })
  return { client, requests, budget }
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

export const failure = (call: Promise<unknown>): Promise<CalcomError> =>
  call.then(
    () => {
      throw new Error('it succeeded')
    },
    (error: CalcomError) => error,
  )
