import { Counter, Histogram } from 'prom-client'
import type { Priority } from './budget.ts'

const requests = new Counter({
  name: 'calbridge_calcom_requests_total',
  help: 'Calls to Cal.com by endpoint and outcome: ok, or the kind of failure.',
  labelNames: ['endpoint', 'outcome'],
})
const duration = new Histogram({
  name: 'calbridge_calcom_request_duration_seconds',
  help: 'From the request being sent to its whole answer.',
  labelNames: ['endpoint'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
})
const refusals = new Counter({
  name: 'calbridge_calcom_budget_refusals_total',
  help: 'Calls that got no permit in their time, by priority and reason.',
  labelNames: ['priority', 'reason'],
})
const waits = new Histogram({
  name: 'calbridge_calcom_budget_wait_seconds',
  help: 'How long granted permits were waited for.',
  labelNames: ['priority'],
  buckets: [0.001, 0.005, 0.05, 0.25, 1, 5, 15, 60],
})
const opened = new Counter({
  name: 'calbridge_calcom_breaker_refusals_total',
  help: 'Calls not made because the breaker was open.',
  labelNames: ['endpoint'],
})

export const callEnded = (endpoint: string, outcome: string): void => requests.inc({ endpoint, outcome })
export const exchangeEnded = (endpoint: string, ms: number): void => duration.observe({ endpoint }, ms / 1_000)
export const permitRefused = (priority: Priority, reason: string): void => refusals.inc({ priority, reason })
export const permitGranted = (priority: Priority, waitedMs: number): void => waits.observe({ priority }, waitedMs / 1_000)
export const breakerRefused = (endpoint: string): void => opened.inc({ endpoint })
