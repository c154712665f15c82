import { hotCounter, hotHistogram } from '@calbridge/telemetry'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { LoadEvents } from './application/loads.ts'
import type { LoadKind, Source } from './application/query.ts'
import type { FactKind } from './domain/fact.ts'
import type { Miss } from './grpc/timely.ts'

// One function per event. What each answers stands in the README.

const answers = hotCounter({
  name: 'calbridge_availability_answers_total',
  help: 'Look-ups by where the answer came from',
})
const seconds = hotHistogram({
  name: 'calbridge_availability_answer_seconds',
  help: 'Time from request to answer',
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5],
})
const SOURCES: readonly (Source | 'failed')[] = ['l1', 'l2', 'upstream', 'stale', 'failed']
const answeredFrom = Object.fromEntries(
  SOURCES.map((source) => [
    source,
    { whole: answers({ source, degraded: 'false' }), degraded: answers({ source, degraded: 'true' }), seconds: seconds({ source }) },
  ]),
)
const calls = new Counter({
  name: 'calbridge_availability_upstream_calls_total',
  help: 'Calls to Cal.com for slots, by whom they were for and what came of them',
  labelNames: ['reason', 'result'] as const,
})
const loads = new Counter({
  name: 'calbridge_availability_loads_total',
  help: 'Cold days by what became of them here',
  labelNames: ['role'] as const,
})
const loadFailures = new Counter({
  name: 'calbridge_availability_load_failures_total',
  help: 'Loads that failed',
  labelNames: ['reason'] as const,
})
const suspicious = new Counter({
  name: 'calbridge_availability_suspicious_empties_total',
  help: 'Days suddenly empty without bookings that explain it',
})
const loadedDays = new Counter({
  name: 'calbridge_availability_loaded_days_total',
  help: 'Days that were read from Cal.com',
  labelNames: ['tenant'] as const,
})
const falseEmpties = new Counter({
  name: 'calbridge_availability_false_empties_total',
  help: 'Of these, told as empty although the next load found slots and nothing had changed; marked: answers said that it was doubtful',
  labelNames: ['tenant', 'marked'] as const,
})
const corrupt = new Counter({ name: 'calbridge_availability_corrupt_entries_total', help: 'Entries in Redis that could not be read' })
const events = new Counter({
  name: 'calbridge_availability_projected_events_total',
  help: 'Appointment events by kind; old ones changed nothing',
  labelNames: ['kind', 'result'] as const,
})
const projection = new Histogram({
  name: 'calbridge_availability_projection_delay_seconds',
  help: "From an appointment's change to its claims being subtracted",
  buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30],
})
const rebuilds = new Counter({
  name: 'calbridge_availability_claim_rebuilds_total',
  help: 'Rebuilds of claims from booking',
  labelNames: ['result'] as const,
})
const breaks = new Counter({
  name: 'calbridge_availability_subscription_breaks_total',
  help: 'Broken subscriptions: the first level was emptied',
})
const invalidation = new Histogram({
  name: 'calbridge_availability_invalidation_lag_seconds',
  help: "From a change's publication to its being heard here",
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
})
const misses = new Counter({
  name: 'calbridge_availability_deadline_misses_total',
  help: 'Look-ups refused because nothing could be had in time, and answers that came after their deadline',
  labelNames: ['kind'] as const,
})
const accountCalls = new Counter({
  name: 'calbridge_availability_account_calls_total',
  help: 'Calls to Cal.com for what an account has, by what was asked for and what came of it',
  labelNames: ['fact', 'result'] as const,
})
const phantoms = new Counter({
  name: 'calbridge_availability_dst_phantoms_dropped_total',
  help: 'Starts that Cal.com listed by mistake on the day of a change of clocks',
})
const warmUps = new Counter({
  name: 'calbridge_availability_warm_ups_total',
  help: 'Warm-ups of a tenant by how they ended',
  labelNames: ['result'] as const,
})
const served = new Counter({
  name: 'calbridge_availability_warm_up_look_ups_total',
  help: 'Look-ups that found something a warm-up had loaded',
})
const written = new Counter({
  name: 'calbridge_availability_history_answers_total',
  help: 'Answers for slot history: written, or dropped because they could not be written in time',
  labelNames: ['result'] as const,
})

const REASON: Readonly<Record<LoadKind, string>> = {
  interactive: 'miss',
  refresh: 'refresh',
  suspicious: 'suspicious',
  background: 'warm_up',
}

const offers = new Counter({
  name: 'calbridge_availability_alternatives_total',
  help: 'Requests for alternatives by the strategy of the best one',
  labelNames: ['best'] as const,
})

export const metrics = {
  answered(source: Source | 'failed', degraded: boolean, tookMs: number): void {
    const series = answeredFrom[source]!
    if (degraded) series.degraded()
    else series.whole()
    series.seconds(tookMs / 1_000)
  },
  called: (kind: LoadKind, result: string) => calls.inc({ reason: REASON[kind], result }),
  projected(kind: string, applied: boolean, ageMs: number): void {
    events.inc({ kind, result: applied ? 'applied' : 'old' })
    if (applied) projection.observe(ageMs / 1_000)
  },
  heard: (tookMs: number) => invalidation.observe(Math.max(0, tookMs) / 1_000),
  askedAccount: (fact: FactKind, result: string) => accountCalls.inc({ fact, result }),
  phantomsDropped: (starts: number) => phantoms.inc(starts),
  warmedUp: (result: string) => warmUps.inc({ result }),
  warmServed: () => served.inc(),
  missed: (kind: Miss) => misses.inc({ kind }),
  offered: (best: string) => offers.inc({ best }),
  rebuilt: (result: 'done' | 'void' | 'failed') => rebuilds.inc({ result }),
  historyWritten: (answers: number) => written.inc({ result: 'written' }, answers),
  historyDropped: (answers: number) => written.inc({ result: 'dropped' }, answers),
  corrupt: () => corrupt.inc(),
  broke: () => breaks.inc(),
  loads: {
    led(days, beside) {
      loads.inc({ role: 'led' }, days)
      loads.inc({ role: 'taken_along' }, beside)
    },
    joined: (days) => loads.inc({ role: 'joined' }, days),
    followed: (days) => loads.inc({ role: 'followed' }, days),
    tookOver: (days) => loads.inc({ role: 'took_over' }, days),
    superseded: () => loads.inc({ role: 'superseded' }),
    failed: (reason) => loadFailures.inc({ reason }),
    suspiciousEmpty: () => suspicious.inc(),
    loaded: (tenant, days) => loadedDays.inc({ tenant }, days),
    falseEmpty: (tenant, marked) => falseEmpties.inc({ tenant, marked: String(marked) }),
  } satisfies LoadEvents,
}

/** What is asked for at each scrape; of several instances in a process (tests) the last one tells. */
export function gauges(read: { readonly firstLevelBytes: () => number; readonly trusted: () => boolean }): void {
  gauge('calbridge_availability_first_level_bytes', 'Size of the first level', read.firstLevelBytes)
  gauge('calbridge_availability_first_level_trusted', '1 while news of changes comes in', () => (read.trusted() ? 1 : 0))
}

export const projectionGauge = (lagMs: () => number): void =>
  gauge('calbridge_availability_projection_lag_seconds', 'How far the projection of claims is known to be behind', () => lagMs() / 1_000)

export const historyGauge = (waiting: () => number): void =>
  gauge('calbridge_availability_history_waiting', 'Answers that wait to be written to slot history', waiting)

const reading = new Map<string, () => number>()

function gauge(name: string, help: string, read: () => number): void {
  if (!reading.has(name)) {
    new Gauge({
      name,
      help,
      collect() {
        this.set(reading.get(name)!())
      },
    })
  }
  reading.set(name, read)
}
