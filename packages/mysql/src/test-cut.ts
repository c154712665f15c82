import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Cut {
  /** The URL through the proxy. */
  readonly url: string
  /** How often it was cut. */
  times(): number
}

/**
 * A proxy that breaks the connection when the client says `word`, at most `most` times: before the server has heard it,
 * or (`afterwards`) after it was carried out and before the answer.
 */
export async function cutAt(url: string, word: string, { most = 1, afterwards = false } = {}): Promise<Cut> {
  const target = new URL(url)
  let times = 0
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let deaf = false
    const end = (): void => void [client, upstream].map((socket: Socket) => socket.destroy())
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    upstream.on('data', (answer) => (deaf ? end() : client.write(answer)))
    client.on('data', (said) => {
      const hit = times < most && said.includes(word)
      if (hit) times++
      if (hit && !afterwards) return end()
      deaf ||= hit
      upstream.write(said)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const through = new URL(url)
  through.port = String((server.address() as { port: number }).port)
  return { url: through.href, times: () => times }
}
