import { setTimeout as sleep } from 'node:timers/promises'
import { Metadata } from '@grpc/grpc-js'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { alternate } from '../load/alternate.ts'
import { type RawCall, rawClient } from '../load/raw-client.ts'
import { GET_SLOTS, lookUpOf, nextWednesday, SERVICES } from '../look-up.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import { median, ratios } from '../sample.ts'
import { type Child, startChild } from '../servers/child.ts'
import type { EchoCommand } from '../servers/grpc-echo.ts'
import { requestsTo } from '../simulator.ts'
import { actingFor } from '../stack.ts'
import { type StampedeSizes, WARM_UP_ROUNDS } from './sizes.ts'

interface Seen {
  readonly lastMs: number
  readonly calls: number
}

/** The service over gRPC, against as many bare echoes that let as many waiting calls go at once. */
export async function stampedeOverGrpc(stack: StackFile, sizes: StampedeSizes, { log, scope }: BenchContext): Promise<Row[]> {
  const { callers, processes, rounds } = sizes
  const metadata = Metadata.fromHttp2Headers(actingFor(stack))
  const services = (stack.grpc.availability ?? []).map((address) => rawClient(address, GET_SLOTS, metadata, scope))
  const echoes = await Promise.all(Array.from({ length: processes }, () => startEcho(scope)))
  const clients = echoes.map(({ port }) => rawClient(`127.0.0.1:${port}`, GET_SLOTS, metadata, scope))
  const echo = { children: echoes.map(({ child }) => child), clients }

  const all = await alternate(
    rounds + WARM_UP_ROUNDS,
    (round) => serviceRound(stack, services, callers, keyOf(stack, round)),
    (round) => echoRound(echo, callers, keyOf(stack, round)),
    progress(log, 'P2, over gRPC'),
  )
  const ours = all.ours.slice(WARM_UP_ROUNDS)
  const [lastMs, floorMs] = [ours.map((seen) => seen.lastMs), all.floor.slice(WARM_UP_ROUNDS)]
  const who = `${callers} callers over gRPC, ${processes} processes`
  return [
    row({ id: 'P2', measure: `${who}: upstream calls`, unit: '', values: ours.map(({ calls }) => calls), goal: { atMost: 1 } }),
    row({
      id: 'P2',
      measure: `${who}: the last answer after that call, of echoes that let go at once`,
      unit: '×',
      values: ratios(lastMs, floorMs),
      goal: { atMost: 1.25 },
      reference: `${figure(median(lastMs))} ms, echoes ${figure(median(floorMs))} ms`,
    }),
  ]
}

/** Another key each round: a service of Anna's on another week. */
const keyOf = (stack: StackFile, round: number): Buffer =>
  lookUpOf(stack, {
    service: SERVICES[round % SERVICES.length] ?? '',
    staff: 'anna',
    branch: 'mitte',
    daysAhead: nextWednesday() + 7 * Math.floor(round / SERVICES.length),
  })

async function serviceRound(stack: StackFile, clients: readonly RawCall[], callers: number, key: Buffer): Promise<Seen> {
  const sinceMs = Date.now()
  const lastAt = await allAtOnce(clients, callers, key)
  const calls = await requestsTo(stack, '/v2/slots', sinceMs)
  const endedAt = Math.min(...calls.map(({ atMs, durationMs }) => atMs + durationMs))
  // Cal.com repeats an answer for 2 s, and a budget allows a burst of 8.
  await sleep(500)
  return { lastMs: lastAt - endedAt, calls: calls.length }
}

async function echoRound(echo: { children: Child[]; clients: RawCall[] }, callers: number, key: Buffer): Promise<number> {
  const waiting = async () => {
    const answers = await Promise.all(echo.children.map((child) => child.ask<{ waiting: number }>({ waiting: true } satisfies EchoCommand)))
    return answers.reduce((sum, answer) => sum + answer.waiting, 0)
  }
  const answered = allAtOnce(echo.clients, callers, key)
  while ((await waiting()) < callers) await sleep(20)
  const releasedAt = Date.now()
  await Promise.all(echo.children.map((child) => child.ask({ release: true } satisfies EchoCommand)))
  return (await answered) - releasedAt
}

/** Everybody asks, spread over the clients. When the last one was answered, epoch milliseconds. */
async function allAtOnce(clients: readonly RawCall[], callers: number, key: Buffer): Promise<number> {
  const ended = await Promise.all(
    Array.from({ length: callers }, async (_, n) => {
      await clients[n % clients.length]?.(key)
      return Date.now()
    }),
  )
  return Math.max(...ended)
}

async function startEcho(scope: BenchContext['scope']): Promise<{ child: Child; port: number }> {
  const child = await startChild('grpc-echo.ts', scope)
  const { port } = await child.ask<{ port: number }>({ listen: GET_SLOTS } satisfies EchoCommand)
  // As long as an answer of the service to the same request.
  await child.ask({ response: Buffer.alloc(ANSWER_BYTES), hold: true } satisfies EchoCommand)
  return { child, port }
}

const ANSWER_BYTES = 286
