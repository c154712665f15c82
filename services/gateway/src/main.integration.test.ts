import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '@calbridge/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { gatewayEnvironment } from './testing/servers.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

function startProcess(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output: string[] = []
  child.stdout.on('data', (chunk) => output.push(String(chunk)))
  child.stderr.on('data', (chunk) => output.push(String(chunk)))
  return { child, output, exit: once(child, 'exit') }
}

it('starts from its sources, serves, and ends well on SIGTERM', async () => {
  const { environment } = await gatewayEnvironment()
  const { child, output, exit } = startProcess({ ...environment, LOG_LEVEL: 'info' })
  const port = await until('the ports', () => /"httpPort":(\d+)/.exec(output.join(''))?.[1], 20_000)
  expect((await fetch(`http://127.0.0.1:${port}/api/v2/test`)).status).toBe(200)
  const line = await until('the access line', () =>
    output
      .join('')
      .split('\n')
      .find((text) => text.includes('"route":"/api/v2/test"')),
  )
  expect(JSON.parse(line)).toMatchObject({
    service: 'gateway',
    method: 'GET',
    status: 200,
    trace_id: expect.any(String),
    request_id: expect.any(String),
  })
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})

it('names everything that is wrong with its configuration at once, and exits 1', async () => {
  const { output, exit } = startProcess({ HTTP_PORT: 'http' })
  expect(await exit).toEqual([1, null])
  for (const name of ['HTTP_PORT', 'KAFKA_BROKERS', 'MYSQL_URL', 'REDIS_URL', 'SERVICE_TOKEN', 'KEY_ENCRYPTION_KEYS', 'BOOKING_GRPC'])
    expect(output.join('')).toContain(name)
})
