import { setTimeout as sleep } from 'node:timers/promises'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { openLoop } from '../load/open-loop.ts'
import { poster } from '../load/poster.ts'
import { progress } from '../progress.ts'
import { connect, type RowDataPacket } from '../raw-mysql.ts'
import { figure, type Row, row } from '../row.ts'
import type { Salon } from '../salon.ts'
import { median, percentile } from '../sample.ts'
import type { Circumstances } from './acknowledged.ts'

const PER_SECOND = 100
const CONNECTIONS = 32
const LOOK_EVERY_MS = 10
const ALL_THERE_MS = 60_000
// Rows become visible in the order of their commits, not of their ids.
const LOOK_BACK = 500

/** From the moment a webhook is sent until its appointment can be read in the database (looked for every 10 ms). */
export async function applied(stack: StackFile, salon: Salon, how: Circumstances, { quick, log, scope }: BenchContext): Promise<Row> {
  const load = { perSecond: quick ? 5 : PER_SECOND, forMs: quick ? 2_000 : 8_000 }
  const post = poster(stack.gateway + salon.webhook.path, CONNECTIONS, scope)
  const seenAt = await watch(stack.mysqlUrl, salon.tenant.id, scope)
  const rounds: number[][] = []
  const step = progress(log, 'P7, applied')
  for (let round = 0; round < how.rounds + 1; round++) {
    step(round, how.rounds + 1)
    const sentAt = new Map<string, number>()
    const { errors } = await openLoop({ ...load, mayFail: true }, async () => {
      const { uid, body, headers } = how.make(how.slot())
      const atMs = performance.now()
      await post(body, headers)
      sentAt.set(uid, atMs)
    })
    const endsAt = performance.now() + ALL_THERE_MS
    const missing = () => [...sentAt.keys()].filter((uid) => !seenAt.has(uid)).length
    while (missing() > 0) {
      if (performance.now() > endsAt) throw new Error(`${missing()} webhooks made no appointment within ${ALL_THERE_MS} ms`)
      await sleep(100)
    }
    // One that was not taken never is an appointment.
    const never = Array.from({ length: errors }, () => Number.POSITIVE_INFINITY)
    rounds.push([...never, ...[...sentAt].map(([uid, atMs]) => (seenAt.get(uid) ?? Number.NaN) - atMs)])
  }
  const measured = rounds.slice(1)
  const p = (share: number): number[] => measured.map((delaysMs) => percentile(delaysMs, share))
  return row({
    id: 'P7',
    measure: `webhook → appointment, p99 at ${load.perSecond}/s, ${how.label}`,
    unit: 'ms',
    values: p(0.99),
    goal: { atMost: 250 },
    reference: `p50 ${figure(median(p(0.5)))} ms`,
  })
}

/** When each booking of Cal.com's was first seen with its appointment, by uid. */
async function watch(mysqlUrl: string, tenant: string, scope: BenchContext['scope']): Promise<ReadonlyMap<string, number>> {
  const connection = await connect(mysqlUrl)
  const seenAt = new Map<string, number>()
  let last = 0
  const look = async (): Promise<void> => {
    const [rows] = await connection.query<({ id: number; uid: string } & RowDataPacket)[]>(
      'SELECT id, uid FROM calcom_bookings WHERE id > ? AND company_id = ? AND appointment_uid IS NOT NULL ORDER BY id',
      [last - LOOK_BACK, tenant],
    )
    const now = performance.now()
    for (const { id, uid } of rows) {
      if (!seenAt.has(uid)) seenAt.set(uid, now)
      last = Math.max(last, id)
    }
  }
  const stop = new AbortController()
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await look()
      await sleep(LOOK_EVERY_MS)
    }
  })()
  looking.catch((error: unknown) => scope.fail(error))
  scope.defer('watching appointments', async () => {
    stop.abort()
    await looking
    await connection.end()
  })
  return seenAt
}
