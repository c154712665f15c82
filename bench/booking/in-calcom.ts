import { setTimeout as sleep } from 'node:timers/promises'
import { getJson } from '../../scripts/stack/json.ts'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { BenchContext } from '../bench.ts'
import { booker, type Slot, type Stored } from '../bookings.ts'
import { openLoop } from '../load/open-loop.ts'
import { progress } from '../progress.ts'
import { figure, type Row, row } from '../row.ts'
import type { Salon } from '../salon.ts'
import { median, percentile } from '../sample.ts'
import { type Request, requestsTo } from '../simulator.ts'

const ALL_THERE_MS = 120_000

export interface Rate {
  readonly label: string
  readonly perSecond: number
  readonly forMs: number
  readonly rounds: number
}

interface Seen {
  /** From the commit to the request that books, at Cal.com's door: what is ours of the way. */
  readonly oursMs: number[]
  /** From the commit until Cal.com had answered. */
  readonly allMs: number[]
  readonly upstreamMs: number[]
}

/** From a booking's commit to its booking in Cal.com, all services running. */
export async function inCalcom(stack: StackFile, salon: Salon, slot: () => Slot, rate: Rate, { log, scope }: BenchContext): Promise<Row> {
  const book = booker(stack, salon, scope)
  const rounds: Seen[] = []
  const step = progress(log, `P6, in Cal.com, ${rate.label}`)
  for (let round = 0; round < rate.rounds; round++) {
    step(round, rate.rounds)
    const sinceMs = Date.now()
    const stored: Stored[] = []
    await openLoop(rate, async () => void stored.push(await book(slot())))
    rounds.push(await followed(stack, stored, sinceMs))
  }
  const p50 = (part: keyof Seen) => rounds.map((seen) => percentile(seen[part], 0.5))
  return row({
    id: 'P6',
    measure: `commit → booked in Cal.com beyond Cal.com's own time, p50 (${rate.label})`,
    unit: 'ms',
    values: p50('oursMs'),
    goal: { atMost: 100 },
    reference: `Cal.com itself ${figure(median(p50('upstreamMs')))} ms, both ${figure(median(p50('allMs')))} ms`,
  })
}

interface Booking {
  readonly createdAt: string
  readonly metadata: { readonly calbridge_appointment?: string }
}

async function followed(stack: StackFile, stored: readonly Stored[], sinceMs: number): Promise<Seen> {
  const createdAt = await allThere(stack, stored)
  const posts = await answered(stack, sinceMs)
  const byUser = Map.groupBy(posts, ({ user }) => user)
  const seen: Seen = { oursMs: [], allMs: [], upstreamMs: [] }
  for (const { uid, username, committedAtMs } of stored) {
    const post = requestAt(byUser.get(username) ?? [], createdAt.get(uid) ?? Number.NaN)
    if (!post) throw new Error(`no request made the booking of ${uid}`)
    seen.oursMs.push(post.atMs - committedAtMs)
    seen.allMs.push(post.atMs + post.durationMs - committedAtMs)
    seen.upstreamMs.push(post.durationMs)
  }
  return seen
}

/** The requests that book, all of them answered: a booking is there before its answer. */
async function answered(stack: StackFile, sinceMs: number): Promise<Request[]> {
  const endsAt = Date.now() + ALL_THERE_MS
  for (;;) {
    const posts = (await requestsTo(stack, '/v2/bookings', sinceMs)).filter(
      ({ method, path }) => method === 'POST' && path === '/v2/bookings',
    )
    if (posts.every(({ status }) => status !== 0)) return posts
    if (Date.now() > endsAt) throw new Error(`Cal.com did not answer within ${ALL_THERE_MS} ms`)
    await sleep(200)
  }
}

/** The request during which the booking was made. */
const requestAt = (posts: readonly Request[], createdAtMs: number): Request | undefined =>
  posts.find(({ atMs, durationMs }) => atMs <= createdAtMs && createdAtMs <= atMs + durationMs + 1)

/** When each booking was made in Cal.com, by the appointment's uid; waits for those that are missing. */
async function allThere(stack: StackFile, stored: readonly Stored[]): Promise<Map<string, number>> {
  const endsAt = Date.now() + ALL_THERE_MS
  for (;;) {
    const bookings = await getJson<Booking[]>(`${stack.simulator}/_sim/bookings`)
    const found = new Map(bookings.map(({ metadata, createdAt }) => [metadata.calbridge_appointment ?? '', Date.parse(createdAt)]))
    const missing = stored.filter(({ uid }) => !found.has(uid)).length
    if (missing === 0) return found
    if (Date.now() > endsAt) throw new Error(`${missing} of ${stored.length} bookings were not in Cal.com after ${ALL_THERE_MS} ms`)
    await sleep(1_000)
  }
}
