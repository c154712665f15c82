import { Counter, Histogram } from 'prom-client'

const deliveries = new Counter({
  name: 'calbridge_webhook_deliveries_total',
  help: 'Deliveries of Cal.com by what became of them',
  labelNames: ['trigger', 'outcome'],
})
const refused = new Counter({
  name: 'calbridge_webhook_refused_total',
  help: 'Deliveries that were not taken: unsigned, unreadable, or could not be stored',
  labelNames: ['reason'],
})
const stored = new Histogram({
  name: 'calbridge_webhook_stored_seconds',
  help: 'Time from the receipt to the commit',
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1],
})

export const metrics = {
  delivered(trigger: string, outcome: string, ms: number): void {
    deliveries.inc({ trigger, outcome })
    stored.observe(ms / 1_000)
  },
  refused: (reason: string): void => refused.inc({ reason }),
}
