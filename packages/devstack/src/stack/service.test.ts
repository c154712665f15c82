import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { freePort } from '../process/free-port.ts'
import { processIdentity } from '../process/identity.ts'
import { type ServiceOptions, startService } from './service.ts'

let dir = ''
const closers: (() => unknown)[] = []
const scope: Scope = { defer: (_what, close) => void closers.push(close), fail: () => {} }

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'calbridge-service-'))
  mkdirSync(join(dir, 'src'))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  rmSync(dir, { recursive: true, force: true })
})

/** Starts a service whose `main.ts` is `source`. */
async function service(source: string, options: Partial<ServiceOptions> = {}) {
  writeFileSync(join(dir, 'src/main.ts'), source)
  const port = await freePort()
  const env = { PORT: String(port) }
  return startService(
    { name: 'it', folder: dir, dir, env, readyUrl: `http://127.0.0.1:${port}/readyz`, nodeArgs: [], log: () => {}, ...options },
    scope,
  )
}

const listening = `import { createServer } from 'node:http'
  const readyAt = performance.now() + 200
  createServer((request, response) => response.writeHead(performance.now() > readyAt ? 200 : 503).end()).listen(Number(process.env.PORT), '127.0.0.1')
  console.log(JSON.stringify(process.env))`

it('is there when it says that it is ready, and gone when the scope ends', async () => {
  const { pid } = await service(listening)
  expect(processIdentity(pid)).toBeDefined()
  for (const close of closers.splice(0)) await close()
  expect(processIdentity(pid)).toBeUndefined()
})

it('sees its own configuration and nothing of ours', async () => {
  vi.stubEnv('MYSQL_URL', 'mysql://of-the-shell')
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318')
  const { logFile } = await service(listening)
  vi.unstubAllEnvs()
  const seen = JSON.parse(readFileSync(logFile, 'utf8'))
  expect(seen).toMatchObject({ PORT: expect.any(String), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' })
  expect(seen).not.toHaveProperty('MYSQL_URL')
})

it('fails with the end of the log of one that ends at once', async () => {
  const failing = service(`console.error('REDIS_URL is required'); process.exit(1)`)
  await expect(failing).rejects.toThrow(/it did not start: ended with exit code 1[\s\S]*REDIS_URL is required/)
})

it('stops one that is not ready in time', async () => {
  const failing = service(`console.log('still waiting for Kafka'); setInterval(() => {}, 1_000)`, { readyMs: 2_000 })
  await expect(failing).rejects.toThrow(/it did not start: 200 from .*: not after 2 s[\s\S]*still waiting for Kafka/)
})
