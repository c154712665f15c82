import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { lintIn, type Refusal } from './lint-in.ts'
import { ROOT } from './program.ts'

const DOMAIN = 'services/booking/src/domain'
const APPLICATION = 'services/booking/src/application'
const SERVICES = readdirSync(join(ROOT, 'services'))

const importOf = (name: string) => `import { x } from '${name}'\nexport const y = x\n`
const value = (expression: string) => `export const x = ${expression}\n`

// [what is said, the folder it is written in, the text]
type Case = readonly [message: string, folder: string, text: string]

const KAFKAJS = 'only packages/kafka imports kafkajs'
const SQL = 'SQL belongs to'
const SERVICE = 'nobody imports a service'
const CORE = 'packages/core imports nothing'
const ADAPTER = 'domain/ and application/ know no'
const UPWARDS = 'the application uses the domain'
const PORTS = 'time, timers, chance, ids and the environment are ports'
const ENVIRONMENT = 'the environment is read once'

const REFUSED: Case[] = [
  [KAFKAJS, 'services/booking/src/kafka', importOf('kafkajs')],
  [KAFKAJS, 'packages/directory/src', `export { Kafka } from 'kafkajs'\n`],
  [KAFKAJS, 'scripts', value(`await import('kafkajs')`)],
  [KAFKAJS, 'services/gateway/src', `export type K = import('kafkajs').Kafka\n`],
  [SQL, 'services/booking/src/grpc', importOf('knex')],
  [SQL, 'services/booking/src', importOf('mysql2/promise')],
  [SQL, 'packages/directory/src', `import type { Knex } from 'knex'\nexport type K = Knex\n`],
  ...SERVICES.map((name): Case => [SERVICE, 'services/any/src', importOf(`@calbridge/${name}/src/start.ts`)]),
  [SERVICE, 'services/gateway/src/grpc', importOf('../../../booking/src/domain/life.ts')],
  [SERVICE, 'packages/testkit/src', importOf('../../../services/booking/src/start.ts')],
  [SERVICE, 'services/gateway/src', importOf('../../../packages/core/src/index.ts')],
  [CORE, 'packages/core/src', importOf('luxon')],
  [CORE, 'packages/core/src', importOf('@calbridge/contracts')],
  ...['kafkajs', '@grpc/grpc-js', 'express', 'knex', 'ioredis', '@calbridge/kafka', '@opentelemetry/api', 'node:fs/promises', 'timers'].map(
    (name): Case => [ADAPTER, DOMAIN, importOf(name)],
  ),
  [ADAPTER, APPLICATION, importOf('ioredis')],
  [ADAPTER, APPLICATION, importOf('../mysql/appointments.ts')],
  [ADAPTER, DOMAIN, importOf('../config.ts')],
  [UPWARDS, DOMAIN, importOf('../application/ports.ts')],
  ...[
    'Date.now()',
    'new Date()',
    'performance.now()',
    'process.env',
    'setTimeout(x, 5)',
    'globalThis.setInterval(x, 5)',
    'AbortSignal.timeout(5)',
    'Math.random()',
    'crypto.randomUUID()',
  ].flatMap((use): Case[] => [
    [PORTS, DOMAIN, value(use)],
    [PORTS, APPLICATION, value(use)],
  ]),
  [PORTS, DOMAIN, importOf('node:crypto').replaceAll('x', 'randomUUID')],
  [ENVIRONMENT, 'services/booking/src/grpc', value('process.env.LOG_LEVEL')],
  [ENVIRONMENT, 'packages/calcom/src', value('process.env.CALCOM_URL')],
]

const ALLOWED: (readonly [folder: string, text: string])[] = [
  ['packages/kafka/src', importOf('kafkajs')],
  ['packages/mysql/src', importOf('knex')],
  ['services/booking/src/mysql', importOf('knex')],
  ['services/booking/migrations', importOf('knex')],
  ['services/booking/src/grpc', importOf('../domain/life.ts')],
  ['services/booking/src/grpc', importOf('@calbridge/mysql')],
  ['services/booking/migrations', importOf('../src/mysql/tables.ts')],
  ['packages/core/src', importOf('node:timers/promises')],
  ['packages/core/src', importOf('./clock.ts')],
  [APPLICATION, importOf('../domain/life.ts')],
  [DOMAIN, importOf('@calbridge/core')],
  [DOMAIN, value(`[Date.parse('2027-03-01'), Date.UTC(2027, 2), new Date(5)]`)],
  ['services/booking/src/mysql', value('crypto.randomUUID()')],
  ['services/booking/src/grpc', value('Date.now()')],
]

const fileOf = (folder: string, index: number) => `${folder}/case-${index}.ts`
let refusals: Refusal[]

beforeAll(async () => {
  const refused = REFUSED.map(([, folder, text], index) => [fileOf(folder, index), text])
  const allowed = ALLOWED.map(([folder, text], index) => [fileOf(folder, 1_000 + index), text])
  refusals = await lintIn(Object.fromEntries([...refused, ...allowed]))
}, 60_000)

const said = (path: string) => refusals.filter((refusal) => refusal.path === path).map(({ message }) => message)

describe('lint refuses', () => {
  it.each(REFUSED.map(([message, folder, text], index) => ({ message, folder, text: text.split('\n')[0], path: fileOf(folder, index) })))(
    '$text in $folder',
    ({ message, path }) => {
      expect(said(path)).toContainEqual(expect.stringContaining(message))
    },
  )
})

describe('lint allows', () => {
  it.each(ALLOWED.map(([folder, text], index) => ({ folder, text: text.split('\n')[0], path: fileOf(folder, 1_000 + index) })))(
    '$text in $folder',
    ({ path }) => {
      expect(said(path)).toEqual([])
    },
  )
})
