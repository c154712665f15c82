import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'

const REGISTER = import.meta.resolve('./register.ts')
const TRACE = import.meta.resolve('./trace.ts')
const CORE = import.meta.resolve('@calbridge/core')
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** What a collector would get, as bytes: names and ids are plain in protobuf. */
async function collector() {
  const bodies: Buffer[] = []
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk)).on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  testScope().defer('collector', () => void server.close())
  const received = () => Buffer.concat(bodies)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, has: (part: string | Buffer) => received().includes(part) }
}

function node(script: string, env: Record<string, string>, hooks: string[] = []) {
  const args = [...hooks, '--import', REGISTER, '--input-type=module', '--eval', script]
  return spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
}

it('sends a process’s spans to the collector before it ends, under the caller’s trace', async () => {
  const { url, has } = await collector()
  const script = `import { withSpan } from '${TRACE}'
    await withSpan('outer', { kind: 'server', parent: '${PARENT}' }, () => withSpan('inner', {}, async () => {}))`
  const child = node(script, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: 'probe' })
  expect(await once(child, 'exit')).toEqual([0, null])
  const [, traceId, parentId] = PARENT.split('-')
  expect({
    outer: has('outer'),
    inner: has('inner'),
    service: has('probe'),
    trace: has(Buffer.from(traceId!, 'hex')),
    parent: has(Buffer.from(parentId!, 'hex')),
  }).toEqual({ outer: true, inner: true, service: true, trace: true, parent: true })
})

it('sends the spans of the shutdown too, when a service is stopped by SIGTERM', async () => {
  const { url, has } = await collector()
  const script = `import { run } from '${CORE}'
    import { withSpan } from '${TRACE}'
    const open = setInterval(() => {}, 1000)
    await run(async (scope) => scope.defer('probe', async () => { clearInterval(open); await withSpan('closing', {}, async () => {}) }))`
  const child = node(script, { OTEL_EXPORTER_OTLP_ENDPOINT: url })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await until('the start', () => output.includes('started'))
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(has('closing')).toBe(true)
})

it('ends in bounded time although the collector hangs', async () => {
  const server = createServer(() => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  testScope().defer('collector', () => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const startedMs = performance.now()
  const child = node(`import { withSpan } from '${TRACE}'; await withSpan('lost', {}, async () => {})`, {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
  })
  expect((await once(child, 'exit'))[0]).toBe(0)
  expect(performance.now() - startedMs).toBeLessThan(9_000)
})

it('loads no SDK without a collector, and still hands the caller’s trace on', async () => {
  const hook = `data:text/javascript,import{registerHooks}from'node:module';registerHooks({load(url,context,next){if(url.includes('sdk-node'))console.log('LOADED',url);return next(url,context)}})`
  const script = `import { currentTraceparent, withSpan } from '${TRACE}'
    await withSpan('outer', { parent: '${PARENT}' }, async () => { await null; console.log(currentTraceparent()) })`
  const child = node(script, {}, ['--import', hook])
  expect((await text(child.stdout)).trim()).toBe(PARENT)
})
