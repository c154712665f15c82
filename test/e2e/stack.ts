import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import { mysqlUrl, type OwnServer, ownKafka, ownRedis, runFolder } from '@calbridge/testkit'
import { type Demo, openDemo } from '../../scripts/demo/demo.ts'
import { parseReplicas } from '../../scripts/stack/instances.ts'
import { type RunningStack, startStack } from '../../scripts/stack/start-stack.ts'

/** A whole running system of one test file: what the demo's steps need, and the means to break it. */
export interface System extends Demo {
  readonly stack: RunningStack
  readonly kafka: OwnServer
  readonly redis: OwnServer
}

// What is told here must not depend on how busy the machine is: only limits of time that no test is about.
const PATIENCE = {
  WARM_UP_EVERY_MS: '0', // or a run over the full hour would see calls that nobody here made
  LOOK_UP_TIMEOUT_MS: '20000',
  WRITE_TIMEOUT_MS: '20000',
  WEBHOOK_TIMEOUT_MS: '10000',
  STORE_TIMEOUT_MS: '9000',
  REDIS_COMMAND_TIMEOUT_MS: '2000',
}

/** Starts everything afresh, on servers that nobody else uses. `env` goes to every service. */
export async function startSystem(scope: Scope, env: Readonly<Record<string, string>> = {}): Promise<System> {
  const [kafka, redis, mysql] = await Promise.all([ownKafka(scope), ownRedis(scope), mysqlUrl()])
  const stack = await startStack(
    {
      dir: mkdtempSync(join(runFolder(), 'stack-')),
      fresh: true,
      replicas: parseReplicas([]),
      usualPorts: false,
      servers: { kafkaBrokers: [kafka.address], mysqlUrl: mysql, redisUrl: redis.address, pids: {} },
      env: { ...PATIENCE, ...env },
      log: (line) => console.log(`[stack] ${line}`),
    },
    scope,
  )
  return { ...openDemo(stack, 0, scope), stack, kafka, redis }
}
