import { Counter, Gauge, Histogram } from 'prom-client'
import type { Answer, Finding } from './domain/answer.ts'
import type { Op } from './domain/plan.ts'
import type { Report } from './domain/report.ts'

const answers = new Counter({
  name: 'calbridge_sync_answers_total',
  help: 'What Cal.com answered to writes',
  labelNames: ['op', 'answer'],
})
const writes = new Histogram({
  name: 'calbridge_sync_write_seconds',
  help: 'A write to Cal.com, waiting for its budget included',
  labelNames: ['op'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
})
const lookUps = new Counter({
  name: 'calbridge_sync_look_ups_total',
  help: 'Look-ups of writes without an answer, by what they found',
  labelNames: ['finding'],
})
const results = new Counter({
  name: 'calbridge_sync_results_total',
  help: 'Results that booking has accepted',
  labelNames: ['outcome'],
})
const synced = new Histogram({
  name: 'calbridge_sync_change_to_synced_seconds',
  help: 'From a change of an appointment to Cal.com having it, as booking knows',
  labelNames: ['kind'],
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
})

/** Number of jobs by state; final states other than review are not counted. */
export type CountJobs = () => Promise<ReadonlyMap<string, number>>
let countJobs: CountJobs | undefined

const STATES = ['queued', 'sending', 'unknown', 'retrying', 'recording', 'review']
new Gauge({
  name: 'calbridge_sync_jobs',
  help: 'Open jobs and those that wait for a human, by state, over all replicas',
  labelNames: ['state'],
  async collect() {
    const counts = await countJobs?.().catch(() => undefined)
    if (counts) for (const state of STATES) this.set({ state }, counts.get(state) ?? 0)
  },
})

export const metrics = {
  answered(op: Op, { kind }: Answer, ms: number): void {
    answers.inc({ op, answer: kind })
    writes.observe({ op }, ms / 1_000)
  },
  lookedUp: ({ kind }: Finding): void => lookUps.inc({ finding: kind }),
  recorded: ({ outcome }: Report): void => results.inc({ outcome }),
  synced: (kind: Op, afterMs: number): void => synced.observe({ kind }, Math.max(0, afterMs) / 1_000),
  watch(count: CountJobs): void {
    countJobs = count
  },
}
