import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  /** Names as sent, in order. */
  readonly headers: [string, string][]
  readonly raw: string
  readonly path: string
}

/** A subscriber on loopback that keeps what it gets and answers as told. */
export class Receiver {
  readonly received: Received[] = []
  /** Status by path, or a function of the delivery; 200 unless set. */
  answer: (delivery: Received) => number | Promise<number> = () => 200
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (req, res) => {
      const raw = (await req.toArray()).map(String).join('')
      const headers = req.rawHeaders.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, req.rawHeaders[i + 1] ?? '']] : []))
      const delivery = { headers, raw, path: req.url ?? '' }
      this.received.push(delivery)
      res.writeHead(await this.answer(delivery)).end()
    })
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', 1024, resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  triggers(): string[] {
    return this.received.map(({ raw }) => JSON.parse(raw).triggerEvent)
  }

  clear(): void {
    this.received.length = 0
    this.answer = () => 200
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}
