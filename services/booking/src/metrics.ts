import { Counter, Histogram } from 'prom-client'

const commands = new Counter({
  name: 'calbridge_booking_commands_total',
  help: 'Commands of callers: how many succeed, and why others do not',
  labelNames: ['command', 'outcome'],
})
const stored = new Histogram({
  name: 'calbridge_booking_stored_seconds',
  help: 'Time from the request to the commit',
  labelNames: ['command'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
})
const webhooks = new Counter({
  name: 'calbridge_booking_webhooks_applied_total',
  help: 'What became of the webhooks of Cal.com',
  labelNames: ['trigger', 'outcome'],
})
const webhookAge = new Histogram({
  name: 'calbridge_booking_webhook_to_appointment_seconds',
  help: 'Time from the receipt of a webhook to the appointment that shows it',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15],
})
const results = new Counter({
  name: 'calbridge_booking_sync_results_total',
  help: 'Results that sync-worker recorded',
  labelNames: ['outcome', 'applied'],
})
const offersTakenUp = new Counter({
  name: 'calbridge_booking_offers_taken_up_total',
  help: 'Bookings that named the answer by which their time was offered',
  labelNames: ['tenant'],
})
const falseOffers = new Counter({
  name: 'calbridge_booking_false_offers_total',
  help: 'Of these, refused because the time was taken: here at once, or by Cal.com later',
  labelNames: ['tenant', 'refused_by'],
})

export type CommandName = 'create' | 'reschedule' | 'cancel'

export const metrics = {
  commandDone(command: CommandName, storedInMs: number): void {
    commands.inc({ command, outcome: 'ok' })
    stored.observe({ command }, storedInMs / 1_000)
  },
  commandRefused: (command: CommandName, outcome: string): void => commands.inc({ command, outcome }),
  webhookApplied(trigger: string, outcome: string, ageMs: number): void {
    webhooks.inc({ trigger, outcome })
    webhookAge.observe(Math.max(0, ageMs) / 1_000)
  },
  offerTakenUp: (tenant: string): void => offersTakenUp.inc({ tenant }),
  falseOffer: (tenant: string, refusedBy: 'here' | 'calcom'): void => falseOffers.inc({ tenant, refused_by: refusedBy }),
  syncResult: (outcome: string, applied: boolean): void => results.inc({ outcome, applied: String(applied) }),
}
