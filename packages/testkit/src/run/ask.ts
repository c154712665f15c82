import { request } from 'node:http'
import { basename } from 'node:path'
import type { RunningServer } from '@calbridge/devstack'
import { socketOf } from './desk.ts'
import type { Kind } from './servers.ts'

export const RUN_VARIABLE = 'CALBRIDGE_TEST_RUN'

/** The folder of this test run. */
export function runFolder(): string {
  const scratch = process.env[RUN_VARIABLE]
  if (!scratch) throw new Error('real servers are for integration and e2e tests: is this file called x.integration.test.ts?')
  return scratch
}

/** Begins the name of every database of this run; no other run's, as the folder is made under a free name. */
export const databasePrefix = (scratch = runFolder()): string => `calbridge_${basename(scratch).replaceAll(/\W/g, '_')}_`

// The first time, Debian packages and Kafka's jars may have to be fetched.
const START_MS = 900_000

export interface Answer extends Pick<RunningServer, 'address' | 'source'> {
  /** Another number for each question of this run, from 1. */
  readonly serial: number
}

/** The run's server of a kind, started if this is the first who asks. */
export function ask(kind: Kind): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socketOf(runFolder()), path: `/${kind}`, timeout: START_MS }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(body)) : reject(new Error(body))))
    })
    asked.once('timeout', () => asked.destroy(new Error(`${kind} did not start`)))
    asked.once('error', reject)
    asked.end()
  })
}
