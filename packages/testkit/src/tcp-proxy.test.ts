import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { testScope } from './scope.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'
import { until } from './until.ts'

/** A server that answers in capitals, and notes what it got. */
async function shouter() {
  const received: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received.push(chunk.toString())
      socket.write(chunk.toString().toUpperCase())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const scope = testScope()
  scope.defer('shouter', () => void server.close())
  return { received, proxy: await tcpProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`, scope) }
}

function client(proxy: TcpProxy) {
  const socket: Socket = connect(proxy.port, '127.0.0.1')
  const state = { answers: '', error: '', say: (text: string) => void socket.write(text) }
  socket.on('data', (chunk) => {
    state.answers += chunk
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    state.error = error.code ?? ''
  })
  return state
}

it('passes both ways, and resets what is open and what comes when cut, until restored', async () => {
  const { proxy } = await shouter()
  const first = client(proxy)
  first.say('hello')
  await until('the answer', () => first.answers === 'HELLO')
  proxy.cut()
  await until('the reset', () => first.error === 'ECONNRESET')
  const second = client(proxy)
  await until('the second reset', () => second.error === 'ECONNRESET')
  proxy.restore()
  const third = client(proxy)
  third.say('again')
  await until('the answer', () => third.answers === 'AGAIN')
})

it('lets the request through and no answer back when mute', async () => {
  const { proxy, received } = await shouter()
  proxy.mute()
  const caller = client(proxy)
  caller.say('book')
  await until('the request', () => received.length === 1)
  expect(caller).toMatchObject({ answers: '', error: '' })
})

it('lets nothing through when it hangs, and resets those who hung when restored', async () => {
  const { proxy, received } = await shouter()
  const caller = client(proxy)
  caller.say('one')
  await until('the answer', () => caller.answers === 'ONE')
  proxy.hang()
  caller.say('two')
  const other = client(proxy)
  other.say('three')
  proxy.restore()
  await until('the reset', () => caller.error !== '')
  expect(received).not.toContain('two')
})

it('delays in both directions', async () => {
  const { proxy } = await shouter()
  proxy.delay(30)
  const begun = performance.now()
  const caller = client(proxy)
  caller.say('slow')
  await until('the answer', () => caller.answers === 'SLOW')
  expect(performance.now() - begun).toBeGreaterThanOrEqual(59)
})
