import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The way to Cal.com: notes when each request was sent, and lets it arrive up to `jitterMs` later. */
export interface Wire {
  readonly url: string
  /** Of each request, in order; milliseconds on a clock that all processes of this machine share and nobody sets. */
  readonly sentMs: number[]
}

export async function startWire(target: string, jitterMs: number, random: () => number): Promise<Wire> {
  const sentMs: number[] = []
  const server = createServer(async (request, response) => {
    sentMs.push(Number(process.hrtime.bigint()) / 1e6)
    await sleep(random() * jitterMs)
    const { authorization = '' } = request.headers
    const answer = await fetch(target + request.url, { headers: { authorization, 'cal-api-version': '2024-08-13' } })
    const limits = [...answer.headers].filter(([name]) => name.startsWith('x-ratelimit-') || name === 'retry-after')
    response.writeHead(answer.status, { 'content-type': 'application/json', ...Object.fromEntries(limits) })
    response.end(await answer.text())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sentMs }
}
