import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import type { Slot } from '../bookings.ts'
import { alternate } from '../load/alternate.ts'
import type { Loaded } from '../load/closed-loop.ts'
import { openLoop } from '../load/open-loop.ts'
import { poster } from '../load/poster.ts'
import { progress } from '../progress.ts'
import type { Row } from '../row.ts'
import { figure, row } from '../row.ts'
import type { Salon } from '../salon.ts'
import { median, percentile } from '../sample.ts'
import { startChild } from '../servers/child.ts'
import type { SignedDelivery } from './deliveries.ts'
import { barelyInserted } from './floor.ts'

const CONNECTIONS = 64
const PER_SECOND = 500

export interface Circumstances {
  readonly label: string
  readonly rounds: number
  readonly make: (slot: Slot) => SignedDelivery
  readonly slot: () => Slot
}

/** Webhooks at a fixed rate until their 200, which comes after the commit; beside a bare insert and a bare HTTP echo of the same bodies. */
export async function acknowledged(stack: StackFile, salon: Salon, how: Circumstances, { quick, log, scope }: BenchContext): Promise<Row> {
  const load = { perSecond: quick ? 10 : PER_SECOND, forMs: quick ? 2_000 : 6_000 }
  const { make, slot } = how
  const post = poster(stack.gateway + salon.webhook.path, CONNECTIONS, scope)
  const child = await startChild('http-echo.ts', scope)
  const { port } = await child.ask<{ port: number }>({})
  const echo = poster(`http://127.0.0.1:${port}/`, CONNECTIONS, scope)
  const insert = await barelyInserted(stack.mysqlUrl, CONNECTIONS, scope)

  const sent = (to: typeof post) => async () => {
    const { body, headers } = make(slot())
    await to(body, headers)
  }
  const service = () => openLoop({ ...load, mayFail: true }, sent(post))
  const floors = async () => ({
    insert: await openLoop(load, () => insert(make(slot()).body)),
    echo: await openLoop(load, sent(echo)),
  })
  await openLoop({ ...load, forMs: load.forMs / 4, mayFail: true }, sent(post))
  const seen = await alternate(how.rounds, service, floors, progress(log, `P7, acknowledged, ${how.label}`))
  const p99 = (all: Loaded[]): number[] => all.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  const failed = seen.ours.reduce((sum, { errors }) => sum + errors, 0)
  const floor = (part: 'insert' | 'echo'): string => figure(median(p99(seen.floor.map((both) => both[part]))))
  return row({
    id: 'P7',
    measure: `webhook acknowledged, p99 at ${load.perSecond}/s, ${how.label}`,
    unit: 'ms',
    values: p99(seen.ours),
    goal: { atMost: 50 },
    reference: `bare insert ${floor('insert')} ms, bare HTTP echo ${floor('echo')} ms${failed > 0 ? `; ${failed} failed` : ''}`,
  })
}
