// biome-ignore-all lint/plugin: counting in windows is done as the budget's own tests do it
import { randomInt } from 'node:crypto'
import type { BuiltWorld } from '@calbridge/calcom-sim'
import { seededRandom } from '@calbridge/testkit'
import { densest } from '../packages/calcom/src/budget/densest.ts'
import { postJson } from '../scripts/stack/json.ts'
import type { StackFile } from '../scripts/stack/stack-file.ts'
import type { Bench, BenchContext } from './bench.ts'
import { countdown } from './progress.ts'
import { figure, type Goal, type Row, row } from './row.ts'
import { hostInCalcom, openSalon } from './salon.ts'
import { type Request, requestsTo, setRealisticLatency } from './simulator.ts'
import { freshStack } from './stack.ts'
import { calbridgeAgent } from './voice/calbridge.ts'
import { CALLERS, callers } from './voice/callers.ts'
import { dedupeAgent } from './voice/dedupe.ts'
import { calOf, directAgent, type Host } from './voice/direct.ts'
import { SERVICES } from './voice/keys.ts'
import type { Tally } from './voice/tally.ts'

const PROCESSES = 2
/** Longer than a day lives in the cache, so that it is asked for anew. */
const FULL_MS = 360_000
const QUICK_MS = 12_000

/** People on the phone with voice agents, from a cold start, Cal.com as slow as it is. */
export const voice: Bench = { id: 'P3', title: 'voice agents: look-ups, alternatives and bookings of 10, then 25 callers', run }

interface Seen extends Tally {
  readonly who: string
  readonly requests: readonly Request[]
  readonly forMs: number
}

async function run(context: BenchContext): Promise<Row[]> {
  const { quick, dir, log, scope } = context
  const forMs = quick ? QUICK_MS : FULL_MS
  const stack = await freshStack(context, `availability=${PROCESSES}`)
  const salon = await openSalon(stack, { staff: SERVICES, services: SERVICES }, dir, scope)
  const [direct, dedupe] = [calOf(stack.simulator, await hosts(stack, 'direct')), calOf(stack.simulator, await hosts(stack, 'dedupe'))]
  await setRealisticLatency(stack)
  const addresses = stack.grpc.availability ?? []
  const shared = dedupeAgent(dedupe)
  const seed = randomInt(2 ** 31)
  const ended = new AbortController()
  countdown(log, `P3 (seed ${seed})`, forMs, ended.signal)
  const sinceMs = Date.now()
  // At once: each is a few calls a second, on keys of its own, and waits for Cal.com most of its time.
  const tallies = await Promise.all([
    callers((n) => calbridgeAgent(stack, salon, addresses[n % addresses.length] ?? '', scope), forMs, seededRandom(seed)),
    callers(() => shared, forMs, seededRandom(seed)),
    callers(() => directAgent(direct), forMs, seededRandom(seed)),
  ]).finally(() => ended.abort())
  const requests = await requestsTo(stack, '/v2/', sinceMs)
  const of = (tally: Tally, who: string, users: string): Seen => ({
    ...tally,
    who,
    forMs,
    requests: requests.filter(({ user }) => user.startsWith(users)),
  })
  const [ours, theirs, none] = tallies
  return [
    ...rowsOf(of(ours, 'calbridge, 2 processes', 'bench-'), true),
    ...rowsOf(of(theirs, 'async-cache-dedupe and p-throttle, 1 process', 'dedupe-'), false),
    ...rowsOf(of(none, 'direct calls', 'direct-'), false),
  ]
}

/** Hosts of a reference's own, so that nobody books another's slots or uses up another's key. */
async function hosts({ simulator }: StackFile, prefix: string): Promise<Host[]> {
  const users = Array.from({ length: SERVICES }, (_, n) => hostInCalcom({ username: `${prefix}-${n}`, slug: 'bench' }))
  const world = await postJson<BuiltWorld>(`${simulator}/_sim/world`, { users })
  return users.map(({ username }) => ({
    eventTypeId: world.eventTypes.find(({ owner }) => owner === username)?.id ?? 0,
    apiKey: world.users.find((user) => user.username === username)?.key ?? '',
  }))
}

function rowsOf(seen: Seen, ours: boolean): Row[] {
  const { who, requests, forMs } = seen
  const slots = requests.filter(({ path }) => path.startsWith('/v2/slots'))
  const byUser = Object.values(Object.groupBy(requests, ({ user }) => user)).map((all = []) =>
    all.map(({ atMs }) => atMs).sort((a, b) => a - b),
  )
  const limited = requests.filter(({ status }) => status === 429).length
  const one = (measure: string, unit: string, value: number, goal?: Goal, reference?: string): Row =>
    row({ id: 'P3', measure: `${who}: ${measure}`, unit, values: [value], ...(ours && goal && { goal }), ...(reference && { reference }) })
  const about = `${seen.reads} reads and ${seen.bookings} bookings of ${CALLERS.atFirst} → ${CALLERS.later} callers in ${figure(forMs / 1_000)} s`
  return [
    one('answered without waiting for Cal.com, and current', '%', seen.hit, { atLeast: 95 }, about),
    one('stale', '%', seen.stale, { atMost: 1 }),
    one('offered a time that was booked here before', '%', seen.outdated, { atMost: 0 }),
    one('answers past the deadline', '', seen.late, { atMost: 0 }, `p50 ${figure(seen.p50Ms)} ms, p99 ${figure(seen.p99Ms)} ms`),
    one('without an answer', '%', seen.unanswered),
    one('calls for slots a minute', '', (slots.length * 60_000) / forMs),
    one(
      'most calls in a minute on one key',
      '',
      Math.max(0, ...byUser.map((times) => densest(times, 60_000))),
      { atMost: 120 },
      `${limited} answered with 429`,
    ),
  ]
}
