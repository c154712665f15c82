import { Counter, Gauge, Histogram } from 'prom-client'
import type { DifferenceKind } from './domain/difference.ts'

const comparisons = new Histogram({
  name: 'calbridge_drift_comparison_seconds',
  help: 'A comparison of bookings on both sides, waiting for budget included',
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
})
const findings = new Counter({
  name: 'calbridge_drift_findings_total',
  help: 'Differences found between here and Cal.com, by kind',
  labelNames: ['kind'],
})
const inFlight = new Gauge({
  name: 'calbridge_drift_in_flight',
  help: 'Appointments under way to Cal.com at the last comparison',
})

const imported = new Counter({
  name: 'calbridge_drift_event_types_read_total',
  help: 'Event types that imports found, by what became of them',
  labelNames: ['state'],
})

const polls = new Counter({
  name: 'calbridge_drift_polls_total',
  help: 'Polls of a credential for changes whose webhook may be lost',
  labelNames: ['outcome'],
})
const polled = new Counter({ name: 'calbridge_drift_polled_bookings_total', help: 'Changed bookings that polls read' })
const lost = new Counter({ name: 'calbridge_drift_lost_webhooks_total', help: 'Changes that no webhook had told of' })

export const metrics = {
  polled(found: { readonly read: number; readonly lost: number }): void {
    polls.inc({ outcome: 'done' })
    polled.inc(found.read)
    lost.inc(found.lost)
  },
  pollFailed: (reason: string): void => polls.inc({ outcome: reason }),
  imported(states: readonly string[]): void {
    for (const state of states) imported.inc({ state })
  },
  compared(kinds: readonly DifferenceKind[], underWay: number, ms: number): void {
    comparisons.observe(ms / 1_000)
    for (const kind of kinds) findings.inc({ kind })
    inFlight.set(underWay)
  },
}
