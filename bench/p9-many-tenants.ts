import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, openStack, startServers } from '@calbridge/devstack'
import { migrateAll } from '@calbridge/mysql'
import { secretsOf } from '../scripts/stack/secrets.ts'
import { stateFolder } from '../scripts/stack/start-stack.ts'
import type { Bench, BenchContext } from './bench.ts'
import { alternate } from './load/alternate.ts'
import { closedLoop, type Loaded } from './load/closed-loop.ts'
import { residentMb } from './process-numbers.ts'
import { progress } from './progress.ts'
import { figure, type Row, row } from './row.ts'
import { median, percentile, ratios } from './sample.ts'
import { startChild } from './servers/child.ts'
import type { EchoCommand } from './servers/grpc-echo.ts'
import { buildCity, type City, type Ground } from './tenants/city.ts'

const LIST_CLAIMS = '/calbridge.booking.v1.BookingService/ListClaims'
const AVAILABILITY = join(import.meta.dirname, '../services/availability')
/** Asked for again and again: as many in either city. */
const IN_USE = 500
/** Of the first level, as configured by default. */
const FIRST_LEVEL_MB = 64

/** The same work beside ten times as many tenants. What was published is kept in `p9` of the folder: a run that was stopped goes on. */
export const manyTenants: Bench = { id: 'P9', title: 'ten times the tenants: a cached look-up, and memory', apart: true, run }

async function run(context: BenchContext): Promise<Row[]> {
  const own = { ...context, dir: join(context.dir, 'p9') }
  const { quick, log } = own
  const ground = await breakGround(own)
  const small = await buildCity(ground, { count: quick ? 20 : 1_000, database: 1 }, own)
  const large = await buildCity(ground, { count: quick ? 200 : 10_000, database: 2 }, own)
  for (const city of [small, large]) await askEverybody(city, own)

  const inUse = quick ? 20 : IN_USE
  const load = { inFlight: 8, forMs: quick ? 300 : 3_000 }
  const round = (city: City) => () => closedLoop(load, (n) => city.lookUp(Math.floor(((n % inUse) * city.count) / inUse)))
  for (const city of [small, large]) await round(city)()
  const seen = await alternate(quick ? 3 : 7, round(large), round(small), progress(log, 'P9, look-ups'))
  return rowsOf({ small, large, inUse, seen: { large: seen.ours, small: seen.floor } })
}

/** Servers whose data stays, a Cal.com and a booking for all. */
async function breakGround({ dir, log, scope }: BenchContext): Promise<Ground> {
  await openStack(dir, log, scope)
  const servers = await startServers({ dir, log }, scope)
  await migrateAll(servers.mysqlUrl, [join(AVAILABILITY, 'migrations')])
  const state = stateFolder(dir)
  const calcomPort = await keptPort(join(state, 'calcom-port'))
  await (await startChild('slots-server.ts', scope)).ask({ port: calcomPort })
  const booking = await startChild('grpc-echo.ts', scope)
  const { port } = await booking.ask<{ port: number }>({ listen: LIST_CLAIMS } satisfies EchoCommand)
  return { servers, secrets: secretsOf(state), calcomUrl: `http://127.0.0.1:${calcomPort}`, booking: `127.0.0.1:${port}` }
}

/** The same each time: tenants that were published before look for Cal.com there. */
async function keptPort(file: string): Promise<number> {
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'))
  const port = await freePort()
  writeFileSync(file, String(port))
  return port
}

/** Each has a new key and connections to be made: more at once would be late for their permits. */
const IN_A_ROW = 16
const TRIES = 5

/** Every tenant's look-up once: their days are in Redis then, and as many as it holds in the first level. */
async function askEverybody(city: City, { log }: BenchContext): Promise<void> {
  const step = progress(log, `P9, everybody of ${city.count} asks once`)
  for (let from = 0; from < city.count; from += IN_A_ROW) {
    step(from / IN_A_ROW, Math.ceil(city.count / IN_A_ROW))
    await Promise.all(Array.from({ length: Math.min(IN_A_ROW, city.count - from) }, (_, n) => untilAnswered(city, from + n)))
  }
}

async function untilAnswered(city: City, n: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await city.lookUp(n)
      return
    } catch (error) {
      if (tries === TRIES) throw error
      await sleep(200)
    }
  }
}

interface Compared {
  readonly small: City
  readonly large: City
  readonly inUse: number
  readonly seen: { readonly small: readonly Loaded[]; readonly large: readonly Loaded[] }
}

async function rowsOf({ small, large, inUse, seen }: Compared): Promise<Row[]> {
  const p50 = (rounds: readonly Loaded[]): number[] => rounds.map(({ latenciesMs }) => percentile(latenciesMs, 0.5))
  const [smallMs, largeMs] = [p50(seen.small), p50(seen.large)]
  const firstLevel = async ({ metricsUrl }: City): Promise<number> =>
    (await gauge(metricsUrl, 'calbridge_availability_first_level_bytes')) / 2 ** 20
  return [
    row({
      id: 'P9',
      measure: `cached look-up, p50, ${large.count} tenants of ${small.count} (${inUse} days in use)`,
      unit: '×',
      values: ratios(largeMs, smallMs),
      goal: { atMost: 1.2 },
      reference: `${figure(median(largeMs))} ms, ${figure(median(smallMs))} ms`,
    }),
    row({
      id: 'P9',
      measure: `first level with ${large.count} tenants`,
      unit: 'MB',
      values: [await firstLevel(large)],
      goal: { atMost: FIRST_LEVEL_MB },
      reference: `${figure(await firstLevel(small))} MB with ${small.count}`,
    }),
    row({
      id: 'P9',
      measure: `resident with ${large.count} tenants, nobody has asked yet`,
      unit: 'MB',
      values: [large.readyMb],
      reference: `${figure(small.readyMb)} MB with ${small.count}`,
    }),
    row({
      id: 'P9',
      measure: `resident with ${large.count} tenants, everybody has asked`,
      unit: 'MB',
      values: [residentMb(large.pid)],
      reference: `${figure(residentMb(small.pid))} MB with ${small.count}`,
    }),
    row({
      id: 'P9',
      measure: `exec → ready with ${large.count} tenants`,
      unit: 's',
      values: [large.readyS],
      reference: `${figure(small.readyS)} s with ${small.count}`,
    }),
  ]
}

async function gauge(url: string, name: string): Promise<number> {
  const text = await (await fetch(url, { signal: AbortSignal.timeout(30_000) })).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`))
  return Number(line?.slice(line.lastIndexOf(' ')) ?? Number.NaN)
}
