import { join } from 'node:path'
import { freePort } from '@calbridge/devstack'
import { type Instance, SERVICE_NAMES, type ServiceName } from '../scripts/stack/instances.ts'
import { secretsOf } from '../scripts/stack/secrets.ts'
import { serviceEnv } from '../scripts/stack/service-env.ts'
import type { StackFile } from '../scripts/stack/stack-file.ts'
import { stateFolder } from '../scripts/stack/start-stack.ts'
import type { Bench, BenchContext } from './bench.ts'
import { figure, type Row, row } from './row.ts'
import { median } from './sample.ts'
import { freshStack } from './stack.ts'
import { measureStart, type Program, type Started } from './start/process.ts'

/** Each service as one more process beside a stack that is up and idle. */
export const start: Bench = { id: 'P8', title: 'start, memory and idling of each service', run }

const SERVICES = join(import.meta.dirname, '../services')
// As devstack and the images start a service.
const NODE_ARGS = ['--disable-warning=TimeoutNegativeWarning', '--import', '@calbridge/telemetry/register', join('src', 'main.ts')]

async function run(context: BenchContext): Promise<Row[]> {
  const stack = await freshStack(context)
  const sizes = { rounds: context.quick ? 1 : 3, idleMs: context.quick ? 1_000 : 5_000 }
  const floor = await rounds(sizes, () => bareNode(context.dir))
  const reference = {
    start: `bare Node with an HTTP server ${figure(median(floor.map(({ readyS }) => readyS)))} s`,
    memory: `bare Node ${figure(median(floor.map((one) => one.residentMb)))} MB`,
    idle: `bare Node ${figure(median(floor.map(({ idlePercent }) => idlePercent)))} %`,
  }
  const rows: Row[] = []
  for (const service of SERVICE_NAMES) {
    context.log(`P8: ${service}, ${SERVICE_NAMES.indexOf(service) + 1} of ${SERVICE_NAMES.length}`)
    const seen = await rounds(sizes, (round) => oneMore(service, round, stack, context.dir))
    const values = (part: keyof Started): number[] => seen.map((one) => one[part])
    rows.push(
      row({
        id: 'P8',
        measure: `${service}: exec → ready`,
        unit: 's',
        values: values('readyS'),
        goal: { below: 1.5 },
        reference: reference.start,
      }),
      row({
        id: 'P8',
        measure: `${service}: resident`,
        unit: 'MB',
        values: values('residentMb'),
        goal: { below: 120 },
        reference: reference.memory,
      }),
      row({
        id: 'P8',
        measure: `${service}: idle`,
        unit: '% CPU',
        values: values('idlePercent'),
        goal: { below: 1 },
        reference: reference.idle,
      }),
    )
  }
  return rows
}

async function rounds(sizes: { rounds: number; idleMs: number }, program: (round: number) => Promise<Program>): Promise<Started[]> {
  const seen: Started[] = []
  for (let round = 0; round < sizes.rounds; round++) seen.push(await measureStart(await program(round), sizes.idleMs))
  return seen
}

/** The service on ports of its own, in a consumer group of its own: it waits for no other member. */
async function oneMore(service: ServiceName, round: number, stack: StackFile, dir: string): Promise<Program> {
  const [grpcPort, metricsPort, httpPort] = [await freePort(), await freePort(), await freePort()]
  const instance: Instance = { service, name: `${service}-bench`, grpcPort, metricsPort, httpPort }
  const env = serviceEnv(instance, {
    servers: { kafkaBrokers: stack.kafkaBrokers, mysqlUrl: stack.mysqlUrl, redisUrl: stack.redisUrl, pids: {} },
    secrets: secretsOf(stateFolder(dir)),
    instances: SERVICE_NAMES.flatMap((name) => (stack.grpc[name] ?? []).map((address) => listeningAt(name, address))),
    logLevel: 'info',
  })
  return {
    args: NODE_ARGS,
    cwd: join(SERVICES, service),
    env: { ...env, KAFKA_GROUP_ID: `bench-${service}-${round}` },
    url: `http://127.0.0.1:${metricsPort}/readyz`,
    logFile: join(dir, 'logs', `bench-${service}.log`),
  }
}

const listeningAt = (service: ServiceName, address: string): Instance => ({
  service,
  name: service,
  grpcPort: Number(address.split(':').at(-1)),
  metricsPort: 0,
  httpPort: 0,
})

async function bareNode(dir: string): Promise<Program> {
  const port = await freePort()
  const program = `require('node:http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')`
  return {
    args: ['-e', program],
    cwd: SERVICES,
    env: {},
    url: `http://127.0.0.1:${port}/`,
    logFile: join(dir, 'logs', 'bench-bare-node.log'),
  }
}
