import { type WarmUpRun, WarmUpState } from '@calbridge/contracts'
import type { WarmUpReport } from '../application/warm-up-store.ts'

const STATE: Readonly<Record<WarmUpReport['state'], WarmUpState>> = {
  running: WarmUpState.WARM_UP_STATE_RUNNING,
  waiting: WarmUpState.WARM_UP_STATE_WAITING,
  done: WarmUpState.WARM_UP_STATE_DONE,
  failed: WarmUpState.WARM_UP_STATE_FAILED,
}

export const warmUpMessage = ({ runId, state, startedAtMs, updatedAtMs, eventTypeIds, ...report }: WarmUpReport): WarmUpRun => ({
  runId,
  state: STATE[state],
  startedAtMs,
  updatedAtMs,
  eventTypes: eventTypeIds?.length ?? 0,
  done: report.done,
  warmDays: report.warmDays,
  loadedDays: report.loadedDays,
  upstreamCalls: report.upstreamCalls,
  lookUpsServed: report.lookUpsServed,
  reason: report.reason,
})
