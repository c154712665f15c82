import type { StartWarmUpRequest, WarmUpRun } from '@calbridge/contracts'
import { type Call, requirePermission } from '@calbridge/grpc'
import { DEFAULTS, type WarmUps } from '../application/warm-ups.ts'
import { type CallerDeps, readerOf } from './caller.ts'
import { warmUpMessage } from './warm-up-message.ts'
import { wrong } from './wrong-field.ts'

export interface StartWarmUpDeps extends Pick<CallerDeps, 'directory'> {
  readonly start: WarmUps['start']
}

const MOST_DAYS = 14

/** Safe to repeat: while a run is under way, that one is given. */
export const startWarmUp =
  ({ directory, start }: StartWarmUpDeps) =>
  async ({ context, days, minBookings }: StartWarmUpRequest, call: Call): Promise<WarmUpRun> => {
    requirePermission(call, 'admin')
    const tenant = readerOf({ directory }, call, context)
    if (days > MOST_DAYS) throw wrong('days', `must be at most ${MOST_DAYS}`)
    const run = await start(tenant.id, { days: days || DEFAULTS.days, minBookings: minBookings || DEFAULTS.minBookings })
    return warmUpMessage({ ...run, lookUpsServed: 0 })
  }
