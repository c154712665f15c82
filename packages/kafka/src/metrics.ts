import { Counter, Gauge, Histogram } from 'prom-client'
import type { Handled } from './route.ts'

const handledTotal = new Counter({
  name: 'calbridge_kafka_messages_handled_total',
  help: 'Records by what became of them: done, dead_lettered, retried (each failed try).',
  labelNames: ['topic', 'outcome'],
})

const handlingSeconds = new Histogram({
  name: 'calbridge_kafka_handling_seconds',
  help: 'How long a handler took for one record.',
  labelNames: ['topic'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
})

const consumerLag = new Gauge({
  name: 'calbridge_kafka_consumer_lag',
  help: 'Records published and not yet handled, as of the last fetch.',
  labelNames: ['group', 'topic', 'partition'],
})

export function recordHandled(topic: string, outcome: Handled, seconds: number): void {
  handledTotal.inc({ topic, outcome })
  handlingSeconds.observe({ topic }, seconds)
}

export function recordLag(group: string, topic: string, partition: number, records: number): void {
  consumerLag.set({ group, topic, partition }, records)
}

/** A partition that another process has now is its to report. */
export function forgetLag(group: string, topic: string, partition: number): void {
  consumerLag.remove({ group, topic, partition })
}
