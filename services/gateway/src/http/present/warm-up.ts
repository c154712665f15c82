import { type WarmUpRun, WarmUpState } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { isoUtc } from '../../domain/iso.ts'
import type { WarmUpAnswer } from '../schemas/warm-up.ts'

type State = WarmUpAnswer['data']['state']

const STATE = new Map<WarmUpState, State>([
  [WarmUpState.WARM_UP_STATE_RUNNING, 'running'],
  [WarmUpState.WARM_UP_STATE_WAITING, 'waiting'],
  [WarmUpState.WARM_UP_STATE_DONE, 'done'],
  [WarmUpState.WARM_UP_STATE_FAILED, 'failed'],
])

export const presentWarmUp = (run: WarmUpRun): WarmUpAnswer => ({
  data: {
    run_id: run.runId,
    state: stateOf(run),
    started_at: isoUtc(run.startedAtMs),
    updated_at: isoUtc(run.updatedAtMs),
    event_types: run.eventTypes,
    done: run.done,
    warm_days: run.warmDays,
    loaded_days: run.loadedDays,
    upstream_calls: run.upstreamCalls,
    look_ups_served: run.lookUpsServed,
    reason: run.reason || null,
  },
})

function stateOf({ state }: WarmUpRun): State {
  const known = STATE.get(state)
  if (!known) throw new AppError('internal', 'internal error', { reason: 'unknown_state' })
  return known
}
