import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveParent } from './parent.ts'

// The floor of P7: what node:http costs with nothing behind it. Reads the body, answers 200.

const server = createServer((request, response) => {
  request.on('data', () => {})
  request.once('end', () => response.end('{"received":true}'))
})

serveParent(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port }
})
